import re

from odoo import http
from odoo.http import request

from .public_page import HEADERS, find_or_404

TOKEN = re.compile(r"[0-9A-Za-z_-]{8,100}")


class ApplicationProgress(http.Controller):
    """What the QR code on the acceptance slip leads to.

    The token is all that is known of the visitor: the page names the business, its
    number and its steps, and nobody.
    """

    @http.route(
        "/gas/progress/<string:token>", type="http", auth="public", sitemap=False
    )
    def show(self, token):
        application_sudo = self._find(token)
        open_urges = application_sudo.urge_ids.filtered(lambda u: not u.answered_on)
        is_open = application_sudo._is_open()
        ratings = application_sudo._selection_values("rating")
        return request.render(
            "gas_customer.gas_application_progress",
            {
                "application": application_sudo,
                "promised": is_open and application_sudo.promise_deadline,
                "tz": application_sudo.company_id._promise_zone().zone,
                "may_urge": is_open and not open_urges,
                "urged": is_open and open_urges,
                "may_rate": application_sudo._may_be_rated(),
                "ratings": ratings[1:],
            },
            headers=HEADERS,
        )

    @http.route(
        "/gas/progress/<string:token>/urge",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def urge(self, token):
        self._find(token)._urge_by_customer()
        return request.redirect(f"/gas/progress/{token}")

    @http.route(
        "/gas/progress/<string:token>/rate",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def rate(self, token, rating="", note=""):
        self._find(token)._rate_by_customer(rating, note)
        return request.redirect(f"/gas/progress/{token}")

    def _find(self, token):
        """Return the application (sudo: the token is the right to see it), or 404."""
        applications = request.env["gas.application"].sudo()
        return find_or_404(
            lambda: TOKEN.fullmatch(token) and applications._by_token(token)
        )
