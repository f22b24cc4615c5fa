from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.gas_customer.models.gas_contract import user_class_selection


class GasFeeItem(models.Model):
    """One line of the schedule: a piece of work or a part, and its price with tax."""

    _name = "gas.fee.item"
    _description = "Fee"
    _order = "schedule_id, kind, sequence, id"
    _rec_names_search = ["name", "code"]

    schedule_id = fields.Many2one(
        "gas.fee.schedule", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="schedule_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [("door", "Door Fee"), ("work", "Work"), ("part", "Part")],
        required=True,
        default="work",
        help="A repeated repair costs no door fee and no work.",
    )
    user_class = fields.Selection(
        user_class_selection, "For Class", help="Empty: for all users."
    )
    appliance_kind_id = fields.Many2one(
        "gas.appliance.kind",
        "For Appliance",
        ondelete="restrict",
        help="Empty: for all appliances.",
    )
    unit = fields.Char(help="Such as 次, 只, 米.")
    price = fields.Monetary("Price With Tax", required=True, aggregator=None)

    _code_once = models.UniqueIndex(
        "(schedule_id, code, COALESCE(user_class, ''), COALESCE(appliance_kind_id, 0))",
        "The schedule already has this fee for the same users and appliances.",
    )
    _price_positive = models.Constraint(
        "CHECK (price >= 0)", "A price is not negative."
    )

    def write(self, vals):
        """Refuse to move a fee out of a schedule in force; see ``_check_draft``."""
        if "schedule_id" in vals:
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        self._check_draft()

    @api.constrains(
        "name",
        "price",
        "unit",
        "user_class",
        "appliance_kind_id",
        "code",
        "kind",
        "schedule_id",
    )
    def _check_draft(self):
        for item in self:
            if item.schedule_id.state == "in_force":
                raise ValidationError(
                    self.env._(
                        "%s is in force: take it back to draft before changing it.",
                        item.schedule_id.name,
                    )
                )
