from odoo import api, fields, models

from odoo.addons.gas_customer.models.gas_contract import user_class_selection
from odoo.addons.gas_promise.tools import selection_of


class GasBillingSummary(models.Model):
    """What a campaign would bill, by user class and step: one line of the preview."""

    _name = "gas.billing.summary"
    _description = "Sum of a Billing Campaign"
    _order = "campaign_id, user_class, kind desc, tier, price"

    campaign_id = fields.Many2one(
        "gas.billing.campaign", required=True, index=True, ondelete="cascade"
    )
    user_class = fields.Selection(user_class_selection)
    kind = fields.Selection(selection_of("gas.bill.line", "kind"))
    tier = fields.Integer("Step")
    name = fields.Char("Item", compute="_compute_name")
    price = fields.Float("Price (yuan)", digits=(12, 4), min_display_digits=2)
    bill_count = fields.Integer("Bills")
    volume_m3 = fields.Float("Use (m³)", digits=(14, 3))
    amount = fields.Monetary()
    currency_id = fields.Many2one(related="campaign_id.currency_id")

    @api.depends("kind", "tier")
    def _compute_name(self):
        kinds = self._selection_labels("kind")
        for line in self:
            line.name = kinds.get(line.kind)
            if line.kind == "tier":
                line.name = self.env._("Step %d", line.tier)

    @api.model
    def _summarize(self, campaign):
        """Create the lines of ``campaign``; what is put on hold does not count."""
        groups = self.env["gas.bill.line"]._read_group(
            [
                ("bill_id.campaign_id", "=", campaign.id),
                ("bill_id.state", "in", ("rated", "posted")),
                "|",
                ("volume_m3", "!=", 0),
                ("amount", "!=", 0),
            ],
            ["bill_id.user_class", "kind", "tier", "price"],
            ["bill_id:count_distinct", "volume_m3:sum", "amount:sum"],
        )
        self.create(
            [
                {
                    "campaign_id": campaign.id,
                    "user_class": user_class,
                    "kind": kind,
                    "tier": tier,
                    "price": price,
                    "bill_count": count,
                    "volume_m3": volume,
                    "amount": amount,
                }
                for user_class, kind, tier, price, count, volume, amount in groups
            ]
        )
