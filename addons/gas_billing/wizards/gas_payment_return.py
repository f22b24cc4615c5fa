from odoo import fields, models


class GasPaymentReturn(models.TransientModel):
    """Take payments of a batch back that the bank did not honour, with the reason."""

    _name = "gas.payment.return"
    _description = "Return Payments of a Batch"

    line_ids = fields.Many2many(
        "gas.payment.batch.line",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    reason = fields.Char(required=True)

    def action_return(self):
        self.line_ids.check_access("write")
        # Who may return it keeps no books: the entry is the system's.
        self.line_ids.sudo()._return(self.reason)
        return {"type": "ir.actions.act_window_close"}
