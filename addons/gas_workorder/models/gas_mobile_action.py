from odoo import api, fields, models


class GasMobileAction(models.Model):
    """What crews do with their telephones, and the order it was done on."""

    _inherit = "gas.mobile.action"

    order_id = fields.Many2one(
        "fsm.order", compute="_compute_order_id", search="_search_order_id"
    )
    kind = fields.Selection(
        selection_add=[
            ("accept", "Accept"),
            ("contact", "Call the Customer"),
            ("depart", "Set Out"),
            ("arrive", "Arrive"),
            ("check", "Answer the Checklist"),
            ("diagnose", "Enter the Cause"),
            ("quote", "Quote the Price"),
            ("agree", "Customer Agrees"),
            ("quote_anew", "Quote Anew"),
            ("start", "Begin the Work"),
            ("checked", "Check the Safety"),
            ("note", "Enter What Was Done"),
            ("photo", "Take a Photo"),
            ("sign", "Customer Signs"),
            ("invoice", "Invoice"),
            ("done", "Finish"),
            ("fail", "Visit Failed"),
            ("hand_over", "Hand Over"),
        ]
    )

    @api.depends("res_model", "res_id")
    def _compute_order_id(self):
        for action in self:
            is_on_order = action.res_model == "fsm.order"
            action.order_id = is_on_order and action.res_id

    def _search_order_id(self, operator, value):
        if operator not in ("in", "any", "any!"):
            return NotImplemented
        orders = self.env["fsm.order"].sudo(self.env.su or operator == "any!")
        found = value if operator == "in" else orders._search(value)
        return [("res_model", "=", "fsm.order"), ("res_id", "in", found)]
