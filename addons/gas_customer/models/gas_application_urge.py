from odoo import fields, models


class GasApplicationUrge(models.Model):
    """The customer asked to hurry up (催办). Each time has a clock of its own."""

    _name = "gas.application.urge"
    _description = "Urging of an Application"
    _inherit = ["gas.promise.mixin"]
    _order = "urged_on desc, id desc"
    _rec_name = "application_id"
    _PROMISE_FACTS = ("application_id.state",)

    application_id = fields.Many2one(
        "gas.application", required=True, index=True, ondelete="cascade", readonly=True
    )
    station_id = fields.Many2one(
        related="application_id.station_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="application_id.company_id", store=True, precompute=True
    )
    user_id = fields.Many2one(related="application_id.user_id")
    urged_on = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    note = fields.Char("Customer's Message", readonly=True)
    answer = fields.Char("Answer to the Customer")
    answered_by_id = fields.Many2one("res.users", readonly=True)
    answered_on = fields.Datetime(readonly=True)

    def _promise_is_over(self):
        return self.application_id._promise_is_over()

    def write(self, vals):
        """Date the answer: now, by whoever gives it."""
        answered = self
        if vals.get("answer"):
            answered = self._let_in(vals)
            vals = {
                **vals,
                "answered_by_id": self.env.uid,
                "answered_on": fields.Datetime.now(),
            }
        return super(GasApplicationUrge, answered).write(vals)
