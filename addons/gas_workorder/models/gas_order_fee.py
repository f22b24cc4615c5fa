from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class GasOrderFee(models.Model):
    """What an order costs: of the schedule, for so many, as told to the customer."""

    _name = "gas.order.fee"
    _description = "Fee of an Order"
    _order = "order_id, id"

    order_id = fields.Many2one(
        "fsm.order", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="order_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    schedule_id = fields.Many2one(related="order_id.fee_schedule_id")
    item_id = fields.Many2one(
        "gas.fee.item",
        "Fee",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('schedule_id', '=', schedule_id)]",
    )
    kind = fields.Selection(related="item_id.kind")
    unit = fields.Char(related="item_id.unit")
    quantity = fields.Float(digits="Product Unit", default=1.0, required=True)
    price = fields.Monetary(compute="_compute_price", store=True)
    head_price = fields.Monetary(
        "Price Set by the Station Head",
        help="Less than the schedule says, by the station head.",
    )
    head_reason = fields.Char("Discount Reason")
    amount = fields.Monetary(compute="_compute_price", store=True)

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0 AND quantity < 10000)",
        "A fee is for more than nothing, and for less than 10,000.",
    )

    @api.depends(
        "item_id.price",
        "quantity",
        "head_price",
        "head_reason",
        "order_id.is_free",
        "item_id.kind",
    )
    def _compute_price(self):
        """Price by the schedule; less by the head; a repeated repair for nothing."""
        for fee in self:
            price = fee.item_id.price
            if fee.head_reason:
                price = min(price, fee.head_price)
            if fee.order_id.is_free and fee.item_id.kind != "part":
                price = 0.0
            fee.price = price
            fee.amount = fee.currency_id.round(price * fee.quantity)

    @api.model_create_multi
    def create(self, vals_list):
        if any({"head_price", "head_reason"} & vals.keys() for vals in vals_list):
            self._refuse_other_than_head()
        fees = super().create(vals_list)
        fees._refuse_agreed()
        fees._refuse_strange()
        return fees

    def write(self, vals):
        if {"head_price", "head_reason"} & vals.keys():
            self._refuse_other_than_head()
        self._refuse_agreed()
        result = super().write(vals)
        self._refuse_strange()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        self._refuse_agreed()

    def _refuse_agreed(self):
        for order in self.order_id:
            if order.agreed_on:
                raise UserError(
                    self.env._(
                        "Order %(order)s: the customer has agreed with %(amount).2f "
                        "yuan. Press Quote Anew before you change what it costs.",
                        order=order.name,
                        amount=order.agreed_amount,
                    )
                )

    def _refuse_strange(self):
        for fee in self:
            if fee.item_id.schedule_id != fee.order_id.fee_schedule_id:
                raise UserError(
                    self.env._(
                        "%(fee)s is not of the schedule that is in force for order "
                        "%(order)s.",
                        fee=fee.item_id.name,
                        order=fee.order_id.name,
                    )
                )

    def _refuse_other_than_head(self):
        head = "gas_customer.gas_customer_group_station_head"
        if not (self.env.su or self.env.user.has_group(head)):
            raise AccessError(
                self.env._("Only a station head gives a price below the schedule.")
            )
