from odoo import models


class GasPromise(models.Model):
    _inherit = "gas.promise"

    def _update_clock(self, corrected=None):
        """Tell boards, which count down to what was promised of orders."""
        super()._update_clock(corrected)
        of_orders = self.filtered(lambda promise: promise.res_model == "fsm.order")
        of_orders.station_id._board_changed()
