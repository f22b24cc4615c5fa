from odoo import fields, models


class GasOrderDecide(models.TransientModel):
    """Asks for the words that go with a turn of an order."""

    _name = "gas.order.decide"
    _description = "Decide on a Work Order"

    order_id = fields.Many2one("fsm.order", required=True, ondelete="cascade")
    decision = fields.Selection(
        [
            ("arrive", "Arrived"),
            ("fail", "Visit Failed"),
            ("hand_over", "Hand Over to Another Crew"),
            ("cancel", "Cancel the Order"),
        ],
        required=True,
    )
    reason = fields.Char(required=True)

    def action_confirm(self):
        self.ensure_one()
        getattr(self.order_id, f"_{self.decision}")(reason=self.reason)
