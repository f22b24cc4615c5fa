from odoo import fields, models


class GasApplicationDecide(models.TransientModel):
    """Asks for the words that go with a decision on an application."""

    _name = "gas.application.decide"
    _description = "Decide on an Application"

    application_id = fields.Many2one(
        "gas.application", required=True, ondelete="cascade"
    )
    decision = fields.Selection(
        [
            ("reject", "Reject"),
            ("cancel", "Cancel"),
            ("urge", "Customer Urges"),
            ("wait", "Wait for the Customer"),
        ],
        required=True,
    )
    reason = fields.Char("Explanation", required=True)

    def action_confirm(self):
        self.ensure_one()
        getattr(self.application_id, f"_{self.decision}")(self.reason)
