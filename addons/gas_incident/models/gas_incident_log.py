from odoo import api, fields, models
from odoo.exceptions import UserError

LOG_KINDS = [
    ("decision", "Decision"),
    ("traffic", "Traffic Kept Open"),
    ("danger", "Danger Assessed"),
    ("ignition", "Ignition Controlled"),
    ("evacuation", "People Evacuated"),
    ("valve", "Valve"),
    ("test", "Gas Test"),
    ("report", "Reported"),
    ("order", "Work Order"),
    ("other", "Other"),
]
# Demanded on every scene, if only to say that it was not needed
# (docs/domain/emergency-grades.md).
ON_EVERY_SCENE = ("traffic", "danger", "ignition", "evacuation")


class GasIncidentLog(models.Model):
    """A line of the log of an incident: what was decided or done, when, by whom.

    Lines are never changed: what was wrong is said in a line of its own.
    """

    _name = "gas.incident.log"
    _description = "Log of an Incident"
    _inherit = ["gas.append.only.mixin"]
    _order = "incident_id, happened_on, id"

    incident_id = fields.Many2one(
        "gas.incident", required=True, index=True, ondelete="cascade"
    )
    happened_on = fields.Datetime(
        "Time", required=True, default=fields.Datetime.now, index=True
    )
    kind = fields.Selection(LOG_KINDS, required=True, default="decision")
    words = fields.Char("Entry", required=True)
    user_id = fields.Many2one(
        "res.users",
        "Entered By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Note who enters a line."""
        signed = self._let_in(*vals_list)
        vals_list = [{**vals, "user_id": self.env.uid} for vals in vals_list]
        lines = super(GasIncidentLog, signed).create(vals_list).with_env(self.env)
        now = fields.Datetime.now()
        for line in lines:
            if line.happened_on > now:
                raise UserError(
                    self.env._(
                        "%(incident)s: “%(words)s” has not happened yet. Correct the "
                        "time.",
                        incident=line.incident_id.display_name,
                        words=line.words,
                    )
                )
        return lines

    def _way_to_correct(self):
        return self.env._(
            "Lines of the log stay as they are. Enter a line that says what was wrong."
        )
