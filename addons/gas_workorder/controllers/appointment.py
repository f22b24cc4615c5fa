from odoo import fields, http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.gas_customer.controllers.public_page import HEADERS, find_or_404
from odoo.addons.portal.controllers.portal import CustomerPortal

# PostgreSQL knows no id beyond it.
LAST_ID = 2**31 - 1


class Appointment(CustomerPortal):
    """The page on which a customer says when the crew may come (D36)."""

    @http.route(
        "/gas/appointment/<int:order_id>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        sitemap=False,
    )
    def gas_appointment(self, order_id, access_token=None, start=None):
        order = self._find_order(order_id, access_token)
        refusal = None
        if request.httprequest.method == "POST":
            try:
                order._choose(fields.Datetime.to_datetime(start))
                return request.redirect(order.get_portal_url())
            except (UserError, ValueError) as error:
                refusal = str(error)
        may_choose = order._may_choose()
        return request.render(
            "gas_workorder.gas_appointment_page",
            {
                "order": order,
                "may_choose": may_choose,
                "agreed": order._agreed_slot(),
                "slots": may_choose and order._free_slots(),
                "tz": order.company_id._promise_zone().zone,
                "refusal": refusal,
            },
            headers=HEADERS,
        )

    def _find_order(self, order_id, access_token):
        """Return the order (sudo: the token is the right to see it), or 404."""
        return find_or_404(lambda: self._order_of(order_id, access_token))

    def _order_of(self, order_id, access_token):
        if order_id > LAST_ID:
            return None
        try:
            return self._document_check_access("fsm.order", order_id, access_token)
        except (AccessError, MissingError):
            return None
