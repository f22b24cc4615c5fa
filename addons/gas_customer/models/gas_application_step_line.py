from odoo import fields, models

from .gas_application_step import EVENTS


class GasApplicationStepLine(models.Model):
    """One step of one application: who did it, and when."""

    _name = "gas.application.step.line"
    _description = "Step of an Application"
    _order = "sequence, id"

    application_id = fields.Many2one(
        "gas.application", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("Step", required=True)
    group_id = fields.Many2one("res.groups", "Role")
    on_site = fields.Boolean()
    event = fields.Selection(EVENTS, readonly=True)
    done_by_id = fields.Many2one("res.users", readonly=True)
    done_on = fields.Datetime(readonly=True)
    note = fields.Char()
    application_state = fields.Selection(related="application_id.state")

    def action_done(self):
        """Tick the step off, by whoever does so, now."""
        self.application_id._do_steps(self)
