from odoo import fields, models
from odoo.exceptions import UserError


class GasOrderFollowUp(models.TransientModel):
    """What a customer says some days after a repair: first, whether it smells."""

    _name = "gas.order.follow.up"
    _description = "Call the Customer"

    order_id = fields.Many2one("fsm.order", required=True, ondelete="cascade")
    customer = fields.Char(related="order_id.partner_id.name", string="Customer")
    reporter = fields.Char(related="order_id.reporter")
    phone = fields.Char(related="order_id.follow_up_phone")
    address = fields.Char(related="order_id.address")
    fault = fields.Text(related="order_id.fault")
    method = fields.Text(related="order_id.method")
    is_reached = fields.Selection(
        [("yes", "Reached"), ("no", "Not Reached")],
        "Was the Customer Reached?",
        default="yes",
    )
    smells = fields.Selection(
        [("no", "No Smell of Gas"), ("yes", "Smells of Gas")], "Still a Smell of Gas?"
    )
    holds = fields.Selection(
        [("yes", "All Is Well"), ("no", "Not Well")], "Does the Repair Hold?"
    )
    words = fields.Char("Customer's Remarks")

    def action_confirm(self):
        """Note the answers; open the order that follows from them."""
        self.ensure_one()
        again = self.order_id._follow_up(self._result(), self.words)
        if again:
            return again.get_formview_action()
        return {"type": "ir.actions.act_window_close"}

    def _result(self):
        if self.is_reached == "no":
            return "unreachable"
        if self.smells == "yes":
            return "smell"
        if not (self.smells and self.holds):
            raise UserError(
                self.env._(
                    "%s: ask if it still smells of gas, and if the repair holds.",
                    self.order_id.display_name,
                )
            )
        return "good" if self.holds == "yes" else "problem"
