from odoo import fields, models


class GasOrderDispatchCrew(models.TransientModel):
    """A crew that could be sent, and what speaks for it."""

    _name = "gas.order.dispatch.crew"
    _description = "Candidate Crew"

    dispatch_id = fields.Many2one(
        "gas.order.dispatch", required=True, index=True, ondelete="cascade"
    )
    team_id = fields.Many2one("fsm.team", "Crew", readonly=True)
    station_id = fields.Many2one(related="team_id.station_id")
    kilometres = fields.Float("Distance (km)", digits=(8, 1), readonly=True)
    is_near = fields.Boolean(readonly=True)
    load = fields.Integer("Open Orders", readonly=True)
    busy_order_id = fields.Many2one("fsm.order", "Busy With", readonly=True)
    busy_state = fields.Selection(related="busy_order_id.state", string="Doing")
    warning = fields.Char("To Be Seen To", readonly=True)

    def action_choose(self):
        """Choose the crew of this row; the dialog stays open to look and to send."""
        self.ensure_one()
        self.dispatch_id.team_id = self.team_id
        return self.dispatch_id._open()
