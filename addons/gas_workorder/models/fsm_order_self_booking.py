from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.gas_customer.tools.qr import qr_code

from ..dispatch import Slot, slot_at
from .fsm_order_plan import BEFORE_ARRIVAL


class FsmOrder(models.Model):
    """The customer chooses when the crew comes, by a link (D36).

    The token of Odoo's portal is the right to see the page: it names the work, its
    number and the half-days that are free, and nobody.
    """

    _name = "fsm.order"
    _inherit = ["fsm.order", "portal.mixin"]

    customer_url = fields.Char("Link for the Customer", compute="_compute_customer_url")
    customer_qr = fields.Html(
        "QR Code for the Customer", compute="_compute_customer_url", sanitize=False
    )

    def _compute_access_url(self):
        super()._compute_access_url()
        for order in self:
            order.access_url = f"/gas/appointment/{order.id}"

    @api.depends("access_token", "state")
    def _compute_customer_url(self):
        """Give the link once somebody has asked for one: see ``_invite``."""
        for order in self:
            known = order.access_token and order._may_choose()
            order.customer_url = known and order.get_base_url() + order.get_portal_url()
            order.customer_qr = known and Markup('<img width="180" src="%s"/>') % (
                qr_code(order.customer_url)
            )

    def _may_choose(self):
        """Return whether the customer may still say when the crew comes."""
        self.ensure_one()
        return self.urgency != "emergency" and self.state in BEFORE_ARRIVAL

    def _agreed_slot(self):
        """Return the half-day (``dispatch.Slot``) that was agreed on and comes yet."""
        self.ensure_one()
        start = self.scheduled_date_start
        if start and self.appointment_agreed_on and self._may_choose():
            half_day = slot_at(self._slots(), start)
            is_half_day = half_day and half_day.end == self.appointment_until
            return half_day if is_half_day else Slot(start, self.appointment_until, 0)

    def _invite(self):
        """Make the link by which the customer chooses.

        :raise UserError: there is nothing to choose
        """
        self.ensure_one()
        self.check_access("write")
        if not self._may_choose():
            raise UserError(
                self.env._(
                    "%s: a crew goes at once, is there already, or the work is over. "
                    "There is nothing to choose.",
                    self.display_name,
                )
            )
        self._portal_ensure_token()

    def _choose(self, start):
        """Take the half-day that begins at ``start`` (naive UTC), as the customer said.

        :raise UserError: it is not free, or not any more
        """
        self.ensure_one()
        if not self._may_choose():
            raise UserError(self.env._("The crew is there, or the work is over."))
        if start not in [slot.start for slot in self._free_slots()]:
            raise UserError(
                self.env._("This half-day has just been taken. Choose another one.")
            )
        if start != self.scheduled_date_start:
            self._agree_on(
                start,
                self.reporter or self.partner_id.name,
                self.env._("the customer has chosen it"),
            )
