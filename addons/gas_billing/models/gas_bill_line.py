from odoo import fields, models

from ..rating import GAS_KINDS


class GasBillLine(models.Model):
    """One step of a bill's calculation: gas inside one tier, or a charge."""

    _name = "gas.bill.line"
    _description = "Gas Bill Line"
    _order = "bill_id, sequence"
    _rec_name = "kind"

    bill_id = fields.Many2one("gas.bill", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer()
    kind = fields.Selection(
        [
            ("tier", "Step"),
            ("season", "Heating Season"),
            ("allowance", "Allowance"),
            ("charge", "Monthly Charge"),
            ("minimum", "Minimum Charge"),
        ],
        required=True,
    )
    tier = fields.Integer("Step")
    lower_m3 = fields.Float("Above (m³)", digits=(12, 3))
    upper_m3 = fields.Float("Up To (m³)", digits=(12, 3), help="0: no bound.")
    date_start = fields.Date("From")
    date_end = fields.Date("To")
    used_before_m3 = fields.Float("Used Before (m³)", digits=(12, 3))
    volume_m3 = fields.Float("Use (m³)", digits=(12, 3))
    months = fields.Float(digits=(8, 2))
    price = fields.Float("Price (yuan)", digits=(12, 4))
    amount = fields.Monetary()
    currency_id = fields.Many2one(related="bill_id.currency_id")
    code = fields.Char()

    def _is_gas(self):
        return self.kind in GAS_KINDS

    def _quantity(self):
        """Return m³ of gas, months of a charge, or 1 of a lump sum."""
        if self._is_gas():
            return self.volume_m3
        return self.months if self.price else 1.0

    def _label(self):
        """Return what an invoice calls this line, in the language of the context."""
        self.ensure_one()
        if self.kind == "tier":
            if self.tier == 1 and not self.upper_m3:
                label = self.env._("Gas")
            else:
                label = self.env._("Gas, step %d", self.tier)
        elif self.kind == "season":
            label = self.env._("Gas, heating season")
        elif self.kind == "allowance":
            label = self.env._("Gas, allowance")
        elif self.kind == "charge":
            label = self.code
        else:
            label = self.env._("Up to the minimum charge")
        return f"{label} {self.date_start} – {self.date_end}"
