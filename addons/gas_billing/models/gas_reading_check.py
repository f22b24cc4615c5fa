from decimal import Decimal

from odoo import api, fields, models

from odoo.addons.gas_customer.models.gas_contract import user_class_selection

from ..metering import Limits


class GasReadingCheck(models.Model):
    """What is normal for one class of users, and what somebody must look at."""

    _name = "gas.reading.check"
    _description = "Plausibility Check of Readings"
    _order = "user_class"

    user_class = fields.Selection(user_class_selection, required=True)
    high_percent = fields.Integer(
        "Above Usual (%)",
        default=300,
        help="Odd above this share of the usual daily use; 0: never.",
    )
    low_percent = fields.Integer(
        "Below Usual (%)",
        default=20,
        help="Odd below this share of the usual daily use; 0: never.",
    )
    trivial_m3 = fields.Float("Ignore Below (m³ a month)", digits=(12, 3), default=10.0)
    monthly_limit_m3 = fields.Float(
        "Always Check Above (m³ a month)", digits=(12, 3), help="0: no limit."
    )
    zero_after = fields.Integer(
        "Zero Use Odd After (readings)", default=2, help="0: never."
    )
    bill_limit = fields.Float(
        "Hold Bills Above (yuan)", digits=(12, 2), help="0: no limit."
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )

    _class_uniq = models.UniqueIndex(
        "(company_id, user_class)",
        "This class of users already has its check: change that one.",
    )

    @api.depends("user_class")
    def _compute_display_name(self):
        labels = self._selection_labels("user_class")
        for check in self:
            check.display_name = labels.get(check.user_class)

    def _limits(self):
        """Return ``metering.Limits``; the defaults for a class without a record."""
        if not self:
            return Limits()
        return Limits(
            high=Decimal(self.high_percent) / 100,
            low=Decimal(self.low_percent) / 100,
            monthly=Decimal(str(self.monthly_limit_m3)) or None,
            zero_after=self.zero_after,
            trivial=Decimal(str(self.trivial_m3)),
        )

    def _by_class(self, company):
        """Return {user class: gas.reading.check} of a company."""
        return (
            self.sudo().search([("company_id", "=", company.id)]).grouped("user_class")
        )
