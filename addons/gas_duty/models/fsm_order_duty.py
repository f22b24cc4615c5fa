from odoo import api, fields, models
from odoo.exceptions import UserError


class FsmOrder(models.Model):
    """What happens to emergencies writes itself into the duty log (D11)."""

    _inherit = "fsm.order"

    duty_log_ids = fields.One2many(
        "gas.duty.log",
        "order_id",
        groups="gas_duty.gas_duty_group_user",
    )

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._note_on_duty()
        return orders

    def _move_to(self, state, at=None, **vals):
        result = super()._move_to(state, at, **vals)
        self._note_on_duty()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_logged(self):
        for order in self.sudo():
            if order.duty_log_ids:
                raise UserError(
                    self.env._(
                        "Order %s stands in the duty log and stays on file. Cancel it "
                        "instead.",
                        order.name,
                    )
                )

    def _note_on_duty(self):
        """Write one line for each of ``self`` that the company wants in its log."""
        logged = {"emergency": ("emergency",), "urgent": ("emergency", "urgent")}
        orders = self.sudo().filtered(
            lambda o: o.urgency in logged[o.company_id.gas_duty_log_urgency]
        )
        if not orders:
            return
        # The log is read by those who act, whatever language the call was in.
        orders = orders.with_context(lang=self.env.user.lang)
        self.env["gas.duty.log"]._note_all(
            [
                {
                    "company_id": order.company_id.id,
                    "station_id": order.station_id.id,
                    "order_id": order.id,
                    "words": order._in_words(),
                }
                for order in orders
            ]
        )
