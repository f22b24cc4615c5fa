from odoo import api, fields, models

PHASES = [
    ("before", "Before Leaving"),
    ("door", "At the Door"),
    ("site", "Before Work"),
    ("round", "On the Round"),
    ("after", "After Work"),
]
PHASE_SEQUENCE = {phase: number for number, (phase, _name) in enumerate(PHASES)}
ANSWERS = [
    ("done", "Done"),
    ("reading", "Measurement"),
    ("text", "Text"),
    ("state", "In Order / Not in Order"),
]


class GasOrderCheck(models.Model):
    """A point of the checklist of a kind of order."""

    _name = "gas.order.check"
    _description = "Point of a Checklist"
    _order = "type_id, phase_sequence, sequence, id"

    type_id = fields.Many2one(
        "fsm.order.type", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    phase = fields.Selection(PHASES, required=True, default="after")
    phase_sequence = fields.Integer(compute="_compute_phase_sequence", store=True)
    name = fields.Char("Check Item", required=True, translate=True)
    required = fields.Boolean(default=True, help="Work goes on only when it is done.")
    answer = fields.Selection(ANSWERS, required=True, default="done")
    unit = fields.Char(help="Of a number, such as % LEL or kPa.")
    lowest = fields.Float(digits=(12, 3))
    highest = fields.Float(
        digits=(12, 3), help="With the lowest: outside, work does not go on."
    )
    has_limits = fields.Boolean("Within Limits")

    @api.depends("phase")
    def _compute_phase_sequence(self):
        for check in self:
            check.phase_sequence = PHASE_SEQUENCE[check.phase]
