from odoo import api, fields, models

from .. import duty
from .gas_duty_shift import DESKS

FAILS = [
    ("line", "Telephone Line"),
    ("set", "Device"),
    ("system", "System"),
]


class GasDutyEquipmentFailure(models.Model):
    """A line, device or system that did not work (C42), from when to when."""

    _name = "gas.duty.equipment.failure"
    _description = "Failure of Equipment"
    _inherit = ["mail.thread"]
    _order = "started_on desc, id desc"
    _rec_name = "words"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    desk = fields.Selection(DESKS, required=True, default="dispatch")
    station_id = fields.Many2one(
        "gas.area",
        "Service Station",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('kind', '=', 'station')]",
        help="Empty: of the whole company.",
    )
    what = fields.Selection(FAILS, "Failed Equipment", required=True, default="line")
    words = fields.Char("Problem", required=True)
    started_on = fields.Datetime(
        "Failed On",
        required=True,
        default=fields.Datetime.now,
        index=True,
        tracking=True,
    )
    ended_on = fields.Datetime("Restored On", copy=False, tracking=True)
    minutes = fields.Integer(compute="_compute_minutes", help="Until now, if it lasts.")
    done = fields.Char("Repair Done")

    _ends_after = models.Constraint(
        "CHECK (ended_on >= started_on)", "It works again after it had failed."
    )
    _running = models.Index("(company_id) WHERE ended_on IS NULL")

    @api.depends("started_on", "ended_on")
    def _compute_minutes(self):
        now = fields.Datetime.now()
        for failure in self:
            failure.minutes = failure.started_on and failure._minutes_within(
                failure.started_on, now
            )

    def _minutes_within(self, start, end):
        """Return how many minutes of [start, end[ it did not work."""
        return duty.minutes_within((self.started_on, self.ended_on or end), start, end)

    @api.model_create_multi
    def create(self, vals_list):
        failures = super().create(vals_list)
        failures._write_log(
            lambda failure: self.env._("Out of order: %s", failure.words)
        )
        return failures

    def write(self, vals):
        lasting = self.filtered(lambda failure: not failure.ended_on)
        result = super().write(vals)
        if vals.get("ended_on"):
            lasting._write_log(
                lambda failure: self.env._("Works again: %s", failure.words)
            )
        return result

    def action_end(self):
        """Note that the equipment works again, now."""
        self.filtered(lambda failure: not failure.ended_on).write(
            {"ended_on": fields.Datetime.now()}
        )

    def _write_log(self, say):
        self.env["gas.duty.log"]._note_all(
            [
                {
                    "company_id": failure.company_id.id,
                    "station_id": failure.station_id.id,
                    "words": say(failure),
                    "is_important": True,
                }
                for failure in self
            ]
        )
