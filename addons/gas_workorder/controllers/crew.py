from odoo import http
from odoo.http import request
from odoo.tools import file_open

PAGE = "/gas/crew"
COLOUR = "#14456f"


class CrewPage(http.Controller):
    """The page that crews have on their telephones, and what it talks to."""

    @http.route(PAGE, type="http", auth="user", sitemap=False)
    def page(self):
        if not request.env["fsm.order"].has_access("read"):
            return request.redirect("/odoo")
        request.session.touch()
        session_info = request.env["ir.http"].get_frontend_session_info()
        session_info |= {
            "user_context": dict(request.session.context),
            "name": request.env.user.name,
            "translationURL": "/web/webclient/translations",
        }
        response = request.render(
            "gas_workorder.gas_crew_page",
            {"session_info": session_info, "colour": COLOUR},
        )
        # The telephone keeps it by its service worker, nobody on the way.
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Frame-Options"] = "DENY"
        return response

    @http.route(f"{PAGE}/worker.js", type="http", auth="public", sitemap=False)
    def worker(self):
        with file_open("gas_workorder/static/src/crew_worker.js") as file:
            source = file.read()
        return request.make_response(
            source,
            [
                ("Content-Type", "text/javascript"),
                ("Cache-Control", "no-cache"),
                ("Service-Worker-Allowed", PAGE),
            ],
        )

    @http.route(
        f"{PAGE}/manifest.webmanifest", type="http", auth="public", sitemap=False
    )
    def manifest(self):
        """Say how the page stands on the home screen of a telephone."""
        icons = [
            {
                "src": f"/gas_workorder/static/src/img/crew-{size}.png",
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": "any maskable",
            }
            for size in (192, 512)
        ]
        return request.make_json_response(
            {
                "id": PAGE,
                "name": request.env._("My Work Orders"),
                "short_name": request.env._("Work Orders"),
                "scope": PAGE,
                "start_url": PAGE,
                "display": "standalone",
                "orientation": "portrait",
                "background_color": COLOUR,
                "theme_color": COLOUR,
                "icons": icons,
            },
            {"Content-Type": "application/manifest+json"},
        )

    @http.route(f"{PAGE}/orders", type="jsonrpc", auth="user")
    def orders(self):
        return request.env["fsm.order"]._crew_orders()

    @http.route(f"{PAGE}/send", type="jsonrpc", auth="user")
    def send(self, entries):
        return request.env["gas.crew.entry"]._take(entries)

    @http.route(f"{PAGE}/position", type="jsonrpc", auth="user")
    def position(self, order_id, position):
        request.env["fsm.order"].browse(order_id)._report_position(position)
