from odoo import fields, models

from .gas_supply_stop import OPEN_STATES


class GasContract(models.Model):
    """A contract and the stops of its supply end together."""

    _inherit = "gas.contract"

    supply_stop_ids = fields.One2many("gas.supply.stop", "contract_id")

    def _open_stops(self):
        """Return the stops that are under way, or keep the gas off now (sudo)."""
        return self.sudo().supply_stop_ids.filtered(
            lambda stop: stop.state in OPEN_STATES
        )

    def _move_to(self, state, **vals):
        result = super()._move_to(state, **vals)
        if state == "closed":
            self._open_stops()._end_with_contract()
        return result
