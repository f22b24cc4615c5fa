from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AccountMove(models.Model):
    """An invoice of an order never comes to more than was agreed, whoever makes it."""

    _inherit = "account.move"

    gas_order_id = fields.Many2one(
        "fsm.order",
        "Work Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    def _gas_order_amount(self):
        """Return what invoices and credit notes that are posted come to."""
        posted = self.filtered(lambda move: move.state == "posted")
        return sum(posted.mapped("amount_total_in_currency_signed"))

    @api.constrains("state", "gas_order_id", "line_ids")
    def _check_agreed_amount(self):
        for order in self.sudo().gas_order_id:
            amount = order.invoice_ids._gas_order_amount()
            if order.currency_id.compare_amounts(amount, order.agreed_amount) > 0:
                raise ValidationError(
                    self.env._(
                        "Order %(order)s: the invoices come to %(amount).2f yuan, the "
                        "customer has agreed with %(agreed).2f. Quote anew first.",
                        order=order.name,
                        amount=amount,
                        agreed=order.agreed_amount,
                    )
                )
