from odoo import fields, models


class GasOrderAgree(models.TransientModel):
    """What the customer agrees with before work begins, on a screen of the office."""

    _name = "gas.order.agree"
    _description = "Customer Agrees"

    order_id = fields.Many2one("fsm.order", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="order_id.currency_id")
    fee_amount = fields.Monetary(related="order_id.fee_amount")
    plan = fields.Text(related="order_id.plan")
    name = fields.Char("Customer Agreeing", required=True)
    minutes = fields.Integer("Quoted Time (minutes)", default=30)
    signature = fields.Image(max_width=1024, max_height=512)

    def action_confirm(self):
        self.ensure_one()
        self.order_id._agree(self.name, self.signature, self.minutes)
