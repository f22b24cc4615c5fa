from odoo import fields, models

from odoo.addons.gas_customer.tables.text import plain_number


class GasTariffTier(models.Model):
    """One step of a tariff version: its price holds for the volume inside it only."""

    _name = "gas.tariff.tier"
    _description = "Gas Tariff Step"
    _inherit = ["gas.tariff.content.mixin"]
    _order = "version_id, season_start, sequence, id"

    version_id = fields.Many2one(
        "gas.tariff.version", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer("Step", default=1)
    season_start = fields.Char(
        "Season From",
        help="Only for tariffs whose steps differ by season: the day of the year it "
        "begins on, such as 11-01.",
    )
    to_m3 = fields.Float(
        "Up To (m³)",
        digits=(12, 3),
        help="The bound itself lies inside the step; 0 for the last, which has none.",
    )
    price = fields.Float("Price (yuan/m³)", digits=(12, 4), min_display_digits=2)
    ratio = fields.Float(
        "Ratio to Step 1",
        digits=(6, 3),
        help="Instead of a price: a multiple of the first step's price.",
    )

    def _definitions(self):
        """Return the steps as config/tariffs/README.md describes them."""
        definitions = []
        for tier in self.sorted("sequence"):
            definition = {}
            if tier.to_m3:
                definition["to"] = plain_number(tier.to_m3)
            if tier.ratio:
                definition["ratio"] = plain_number(tier.ratio)
            else:
                definition["price"] = f"{tier.price:.{tier.version_id.price_digits}f}"
            definitions.append(definition)
        return definitions
