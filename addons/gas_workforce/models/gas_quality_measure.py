from odoo import fields, models
from odoo.exceptions import UserError


class GasQualityMeasure(models.Model):
    """What is done when a worker's repairs are below the standard.

    Source: S3 3.3 (docs/domain/manuals.md).
    """

    _name = "gas.quality.measure"
    _description = "Measure for Repair Quality"
    _inherit = ["gas.state.mixin", "mail.thread"]
    _order = "state desc, due_on, id desc"
    _rec_name = "worker_id"
    _MOVES = {"open": {"done"}, "done": set()}
    _STEPS = {"done": "action_done"}

    worker_id = fields.Many2one(
        "fsm.person", required=True, index=True, ondelete="restrict"
    )
    station_id = fields.Many2one(
        related="worker_id.gas_station_id", store=True, index=True
    )
    decided_on = fields.Date(
        required=True, default=lambda self: self.env.company._promise_today()
    )
    grounds = fields.Text(required=True)
    measure = fields.Selection(
        [
            ("talk", "Talk"),
            ("training", "Training"),
            ("accompanied", "Accompanied Work"),
            ("exam", "Repeat Exam"),
        ],
        required=True,
        default="talk",
        tracking=True,
    )
    due_on = fields.Date("Until", tracking=True)
    result = fields.Text(tracking=True)
    state = fields.Selection(
        [("open", "Open"), ("done", "Done")],
        "Status",
        required=True,
        default="open",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )

    def action_done(self):
        for measure in self:
            if not measure.result:
                raise UserError(
                    self.env._("%s: enter what came of it.", measure.display_name)
                )
        self._move_to("done")
