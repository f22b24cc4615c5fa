from odoo import fields, models


class GasBillRelease(models.TransientModel):
    """Take bills that were put on hold back into their campaign, with the reason."""

    _name = "gas.bill.release"
    _description = "Release Bills On Hold"

    bill_ids = fields.Many2many(
        "gas.bill",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    reason = fields.Char(required=True)

    def action_release(self):
        self.bill_ids._release(self.reason)
        return {"type": "ir.actions.act_window_close"}
