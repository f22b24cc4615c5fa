from odoo import api, models


class GasNetworkNode(models.Model):
    """A valve that an interruption has closed lets no gas through."""

    _inherit = "gas.network.node"

    @api.model
    def _closed_valves(self, company):
        valves = (
            self.env["gas.interruption.valve"]
            .sudo()
            .search(
                [
                    ("node_id.company_id", "=", company.id),
                    ("node_id.kind", "=", "valve"),
                    ("closed_on", "!=", False),
                    ("opened_on", "=", False),
                ]
            )
        )
        return super()._closed_valves(company) | frozenset(valves.node_id.ids)
