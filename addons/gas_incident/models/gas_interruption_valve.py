from odoo import api, fields, models
from odoo.exceptions import UserError

from .gas_interruption import ENDED


class GasInterruptionValve(models.Model):
    """A valve that is closed for an interruption, and opened again after it.

    What was turned is noted by who registers it. A valve that does not close is noted,
    too, and the next valves come on the list.
    """

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
    stuck_on = fields.Datetime("Does Not Close Since", readonly=True)
    stuck_by_id = fields.Many2one("res.users", "Found By", readonly=True)
    opened_on = fields.Datetime(readonly=True)
    opened_by_id = fields.Many2one("res.users", readonly=True)
    is_closed = fields.Boolean("Closed Now", compute="_compute_is_closed")
    to_close = fields.Boolean(compute="_compute_is_closed")

    _once = models.UniqueIndex(
        "(interruption_id, node_id)", "The valve is on the list already."
    )
    _closed_now = models.Index(
        "(node_id) WHERE closed_on IS NOT NULL AND opened_on IS NULL"
    )

    @api.depends("closed_on", "stuck_on", "opened_on")
    def _compute_is_closed(self):
        for valve in self:
            valve.is_closed = bool(valve.closed_on and not valve.opened_on)
            valve.to_close = not (valve.closed_on or valve.stuck_on)

    def write(self, vals):
        if {"node_id", "interruption_id"} & vals.keys():
            self._refuse_turned()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_turned(self):
        self._refuse_turned()

    def _refuse_turned(self):
        for valve in self:
            if valve.closed_on or valve.stuck_on:
                raise UserError(
                    self.env._(
                        "%s stays on the list: what was done to it is on record.",
                        valve.node_id.display_name,
                    )
                )

    def action_close(self):
        """Register that the valves were closed, by whom and when."""
        for valve in self:
            interruption = valve.interruption_id
            interruption._refuse_for(interruption._obstacles_before_cut())
        new = self.filtered(lambda valve: not valve.closed_on)
        new._note("closed", self.env._("closed"))

    def action_open(self):
        """Register that the valves were opened, unless another work needs them shut.

        It is open for all interruptions that had it closed.
        """
        for valve in self.filtered("is_closed"):
            if holder := valve._holder():
                raise UserError(
                    self.env._(
                        "%(valve)s stays closed: gas would come to the works of "
                        "%(other)s, which has it closed, too.",
                        valve=valve.node_id.display_name,
                        other=holder.display_name,
                    )
                )
            valve._note("opened", self.env._("opened"))
            twins = valve._twins().filtered("is_closed")
            twins.sudo()._write_as_server(
                {"opened_on": valve.opened_on, "opened_by_id": self.env.uid}
            )

    def action_stuck(self):
        """Register that a valve does not close, and find the next ones."""
        for valve in self:
            if valve.is_closed:
                raise UserError(
                    self.env._(
                        "%s is registered as closed: register first that it was "
                        "opened.",
                        valve.node_id.display_name,
                    )
                )
            if valve.stuck_on:
                continue
            valve._note("stuck", self.env._("does not close"))
            # Until it is mended, whose station it may be.
            valve.node_id.sudo().does_not_close = True
            valve.interruption_id._extend_area()

    def _note(self, what, words):
        """Note who did it, here and in the log of the incident."""
        self._write_as_server(
            {f"{what}_on": fields.Datetime.now(), f"{what}_by_id": self.env.uid}
        )
        for valve in self:
            incident = valve.interruption_id.incident_id
            if incident:
                incident._note("valve", f"{valve.node_id.display_name} {words}")

    def _twins(self):
        """Return the same valve on the lists of other interruptions (sudo)."""
        self.ensure_one()
        return self.sudo().search(
            [("node_id", "=", self.node_id.id), ("id", "!=", self.id)]
        )

    def _holder(self):
        """Return the other running interruption that has the valve closed, if any."""
        return (
            self._twins()
            .filtered(
                lambda each: each.is_closed and each.interruption_id.state not in ENDED
            )
            .interruption_id[:1]
        )
