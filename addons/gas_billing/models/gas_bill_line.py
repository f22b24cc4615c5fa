from odoo import api, fields, models

from odoo.addons.gas_customer.tables.text import plain_number

from ..rating import GAS_KINDS


class GasBillLine(models.Model):
    """One step of a bill's calculation: gas inside one tier, or a charge."""

    _name = "gas.bill.line"
    _description = "Gas Bill Line"
    _order = "bill_id, sequence"

    name = fields.Char("Item", compute="_compute_name")
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
    bounds = fields.Char("Step (m³)", compute="_compute_bounds")
    date_start = fields.Date("From")
    date_end = fields.Date("To")
    used_before_m3 = fields.Float("Used Before (m³)", digits=(12, 3))
    volume_m3 = fields.Float("Use (m³)", digits=(12, 3))
    months = fields.Float(digits=(8, 2))
    price = fields.Float("Price (yuan)", digits=(12, 4))
    amount = fields.Monetary("Amount (yuan)")
    currency_id = fields.Many2one(related="bill_id.currency_id")
    code = fields.Char()

    def _is_gas(self):
        return self.kind in GAS_KINDS

    @api.depends("kind", "tier", "upper_m3", "code", "months", "date_start")
    @api.depends_context("lang")
    def _compute_name(self):
        """Name the line, with its days where the bill has several spans of them."""
        for line in self:
            spans = set(line.bill_id.line_ids.mapped("date_start"))
            line.name = line._label() if len(spans) > 1 else line._item()

    @api.depends("kind", "lower_m3", "upper_m3")
    @api.depends_context("lang")
    def _compute_bounds(self):
        for line in self:
            lower, upper = plain_number(line.lower_m3), plain_number(line.upper_m3)
            if line.kind == "tier" and line.upper_m3:
                line.bounds = f"{lower}–{upper}"
            elif line.kind == "tier" and line.lower_m3:
                line.bounds = self.env._("above %s", lower)
            else:
                line.bounds = False

    def _item(self):
        """Return what the line is, in the language of the context."""
        self.ensure_one()
        if self.kind == "tier":
            if self.tier == 1 and not self.upper_m3:
                return self.env._("Gas")
            return self.env._("Gas, step %d", self.tier)
        if self.kind == "season":
            return self.env._("Gas, heating season")
        if self.kind == "allowance":
            return self.env._("Gas, allowance")
        if self.kind == "charge":
            return self.env._(
                "%(charge)s, %(months)s months",
                charge=self.bill_id.tariff_snapshot_id._charge_name(self.code),
                months=plain_number(self.months, 2),
            )
        return self.env._("Up to the minimum charge")

    def _label(self):
        """Return what an invoice calls this line: the item and its days."""
        return f"{self._item()} {self.date_start} – {self.date_end}"
