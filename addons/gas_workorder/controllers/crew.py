from odoo import http
from odoo.http import request

from odoo.addons.gas_mobile.controllers import MOST_BYTES, MobilePage

PAGE = MobilePage(
    "/gas/crew",
    "gas_workorder.gas_crew_page",
    "/gas_workorder/static/src/img/crew-{size}.png",
)


class CrewPage(http.Controller):
    """The page that crews have on their telephones, and what it talks to."""

    @http.route(PAGE.url, type="http", auth="user", sitemap=False)
    def page(self):
        if not request.env["fsm.order"].has_access("read"):
            return request.redirect("/odoo")
        return PAGE.render()

    @http.route(f"{PAGE.url}/worker.js", type="http", auth="public", sitemap=False)
    def worker(self):
        return PAGE.make_worker_response()

    @http.route(
        f"{PAGE.url}/manifest.webmanifest", type="http", auth="public", sitemap=False
    )
    def manifest(self):
        return PAGE.make_manifest_response(
            request.env._("My Work Orders"), request.env._("Work Orders")
        )

    @http.route(f"{PAGE.url}/orders", type="jsonrpc", auth="user")
    def orders(self, user_id):
        PAGE.check_user(user_id)
        return request.env["fsm.order"]._mobile_data()

    @http.route(
        f"{PAGE.url}/send",
        type="jsonrpc",
        auth="user",
        max_content_length=MOST_BYTES,
    )
    def send(self, user_id, actions):
        PAGE.check_user(user_id)
        request.env["fsm.order"].check_access("write")
        return request.env["gas.mobile.action"]._receive(actions)

    @http.route(f"{PAGE.url}/position", type="jsonrpc", auth="user")
    def position(self, user_id, res_id, position):
        PAGE.check_user(user_id)
        request.env["fsm.order"].browse(res_id)._report_position(position)
