from odoo import fields, models

from ..models.fsm_order_mobile_actions import RATINGS


class FsmOrderSignWizard(models.TransientModel):
    """Fieldservice's own asks who has signed; ours also how it was, and by one door."""

    _inherit = "fsm.order.sign.wizard"

    signed_by = fields.Char(
        string="Name of the Customer",
        default=lambda self: self._default_signed_by(),
    )
    rating = fields.Selection(RATINGS, "Customer's Rating")
    rating_note = fields.Char("Rating Remarks")

    def _default_signed_by(self):
        order = self.env["fsm.order"].browse(self.env.context.get("active_id"))
        return order.partner_id.name or order.reporter

    def action_sign(self):
        self.ensure_one()
        self.order_id._sign(
            self.signed_by, self.signature, self.rating, self.rating_note
        )
