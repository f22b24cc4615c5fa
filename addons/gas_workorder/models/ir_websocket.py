from odoo import models

from .gas_area import BOARD


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """Subscribe a page with the board to the stations of its user, no other."""
        if BOARD in channels:
            channels.remove(BOARD)
            channels += [
                (station, BOARD) for station in self.env.user._board_stations()
            ]
        return super()._build_bus_channel_list(channels)
