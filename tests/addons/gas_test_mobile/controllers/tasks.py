from odoo import http
from odoo.http import request

from odoo.addons.gas_mobile.controllers import MobilePage

PAGE = MobilePage(
    "/gas/test/tasks",
    "gas_test_mobile.gas_test_page",
    "/gas_mobile/static/description/icon.png?size={size}",
)


class TaskPage(http.Controller):
    @http.route(PAGE.url, type="http", auth="user", sitemap=False)
    def page(self):
        return PAGE.render()

    @http.route(f"{PAGE.url}/worker.js", type="http", auth="public", sitemap=False)
    def worker(self):
        return PAGE.make_worker_response()

    @http.route(
        f"{PAGE.url}/manifest.webmanifest", type="http", auth="public", sitemap=False
    )
    def manifest(self):
        return PAGE.make_manifest_response("Tasks to Test With", "Tasks")

    @http.route(f"{PAGE.url}/load", type="jsonrpc", auth="user")
    def load(self, user_id):
        PAGE.check_user(user_id)
        return request.env["gas.test.task"]._mobile_data()

    @http.route(f"{PAGE.url}/send", type="jsonrpc", auth="user")
    def send(self, user_id, actions):
        PAGE.check_user(user_id)
        return request.env["gas.mobile.action"]._receive(actions)
