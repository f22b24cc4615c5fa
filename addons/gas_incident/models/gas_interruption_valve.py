from odoo import fields, models


class GasInterruptionValve(models.Model):
    """A valve that is closed for an interruption, and opened again after it."""

    _name = "gas.interruption.valve"
    _description = "Valve of an Interruption"
    _order = "interruption_id, id"
    _rec_name = "node_id"

    interruption_id = fields.Many2one(
        "gas.interruption", required=True, index=True, ondelete="cascade"
    )
    node_id = fields.Many2one(
        "gas.network.node", "Valve", required=True, index=True, ondelete="restrict"
    )
    place = fields.Char(related="node_id.name", string="Location")
    closed_on = fields.Datetime(readonly=True)
    closed_by_id = fields.Many2one("res.users", readonly=True)
    opened_on = fields.Datetime(readonly=True)
    opened_by_id = fields.Many2one("res.users", readonly=True)

    _once = models.UniqueIndex(
        "(interruption_id, node_id)", "The valve is on the list already."
    )

    def action_close(self):
        self._turn("closed", self.env._("closed"))

    def action_open(self):
        self._turn("opened", self.env._("opened"))

    def _turn(self, what, words):
        """Note who turned the valve, once, here and in the log of the incident."""
        new = self.filtered(lambda valve: not valve[f"{what}_on"])
        new._write_as_server(
            {f"{what}_on": fields.Datetime.now(), f"{what}_by_id": self.env.uid}
        )
        for valve in new:
            incident = valve.interruption_id.incident_id
            if incident:
                incident._note("valve", f"{valve.node_id.display_name} {words}")
