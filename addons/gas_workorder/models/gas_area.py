from odoo import fields, models

# What the boards of a station listen to.
BOARD = "gas_board"


class GasArea(models.Model):
    """Orders on the street, at no premise, lie in a community or station."""

    _inherit = "gas.area"

    fsm_location_id = fields.Many2one(
        "fsm.location",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    def _board_changed(self):
        """Tell the boards of these stations to look again; once a transaction.

        Nothing is said but that: a board asks for what its user may see.
        """
        notified = self.env.cr.precommit.data.setdefault("gas_workorder.boards", set())
        for station in self:
            if station.id not in notified:
                notified.add(station.id)
                self.env["bus.bus"]._sendone((station, BOARD), BOARD, {})
