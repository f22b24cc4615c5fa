from odoo import api, fields, models
from odoo.exceptions import UserError

# What stands in the log, by what the company wants in it.
_LOGGED = {"emergency": ("emergency",), "urgent": ("emergency", "urgent")}


class FsmOrder(models.Model):
    """Emergencies, and urgent orders if the company wants it, are in the duty log."""

    _name = "fsm.order"
    _inherit = ["gas.duty.logged.mixin", "fsm.order"]

    duty_log_ids = fields.One2many(
        "gas.duty.log",
        "order_id",
        groups="gas_duty.gas_duty_group_user",
    )

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

    def _worth_logging(self):
        return self.sudo().filtered(
            lambda order: (
                order.urgency in _LOGGED[order.company_id.gas_duty_log_urgency]
            )
        )

    def _prepare_duty_log_vals(self):
        return {
            **super()._prepare_duty_log_vals(),
            "order_id": self.id,
            "words": self._in_words(),
        }
