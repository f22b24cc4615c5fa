from odoo import fields, models


class GasTariffCharge(models.Model):
    """A fixed sum a month, such as the meter rent, tax included."""

    _name = "gas.tariff.charge"
    _description = "Monthly Charge of a Gas Tariff"
    _inherit = ["gas.tariff.content.mixin"]
    _order = "version_id, code"

    version_id = fields.Many2one(
        "gas.tariff.version", required=True, index=True, ondelete="cascade"
    )
    code = fields.Char(required=True)
    name = fields.Char(required=True)
    amount = fields.Float("Monthly Amount (yuan)", digits=(12, 2))

    def _definition(self):
        return {"code": self.code, "name": self.name, "amount": f"{self.amount:.2f}"}
