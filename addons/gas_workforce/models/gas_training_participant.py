from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..tools.grades import exam_grade


class GasTrainingParticipant(models.Model):
    """An employee at a course: attendance, exam, and what came of it."""

    _name = "gas.training.participant"
    _description = "Participant of a Training"
    _inherit = ["gas.staff.mixin"]
    _order = "training_id, id"
    _rec_name = "employee_id"
    _JUDGED = frozenset(("attended", "score"))

    training_id = fields.Many2one(
        "gas.training", required=True, index=True, ondelete="cascade"
    )
    planned_on = fields.Date(related="training_id.planned_on", store=True)
    state = fields.Selection(related="training_id.state")
    attended = fields.Boolean()
    score = fields.Float(digits=(5, 1), aggregator="avg")
    grade = fields.Selection(
        [
            ("excellent", "Excellent"),
            ("good", "Good"),
            ("pass", "Passed"),
            ("fail", "Failed"),
        ],
        compute="_compute_grade",
        store=True,
    )
    passed = fields.Boolean(compute="_compute_grade", store=True)
    bound_until = fields.Date(
        compute="_compute_bound_until",
        store=True,
        help="The company has paid: the participant stays until then.",
    )
    certificate_id = fields.Many2one(
        "hr.employee.skill", readonly=True, index="btree_not_null", copy=False
    )

    _once = models.UniqueIndex(
        "(training_id, employee_id)", "This employee is on the list already."
    )
    _score_of_100 = models.Constraint(
        "CHECK (score BETWEEN 0 AND 100)", "A score lies between 0 and 100."
    )

    @api.depends(
        "attended",
        "score",
        "training_id.pass_mark",
        "training_id.state",
    )
    def _compute_grade(self):
        """Grade who was there; without a score after the exam they have failed."""
        for participant in self:
            training = participant.training_id
            over = training.state in ("examined", "closed")
            participant.grade = (
                exam_grade(participant.score, training.pass_mark)
                if participant.attended and (participant.score or over)
                else False
            )
            participant.passed = participant.grade not in (False, "fail")

    @api.depends(
        "passed",
        "training_id.company_pays",
        "training_id.bound_years",
        "training_id.examined_on",
    )
    def _compute_bound_until(self):
        for participant in self:
            training = participant.training_id
            bound = participant.passed and training.company_pays
            participant.bound_until = (
                training.examined_on + relativedelta(years=training.bound_years)
                if bound and training.examined_on
                else False
            )

    @api.model_create_multi
    def create(self, vals_list):
        participants = super().create(vals_list)
        participants.training_id._refuse_over()
        participants.training_id._check_places()
        return participants

    def write(self, vals):
        self.training_id._refuse_over()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_over(self):
        self.training_id._refuse_over()

    def _prepare_certificate_vals(self):
        """Return the values of the certificate, from the day of the exam."""
        training = self.training_id
        begin = training.examined_on
        months = relativedelta(months=training.validity_months, days=-1)
        return {
            "employee_id": self.employee_id.id,
            "skill_type_id": training.skill_type_id.id,
            "skill_id": training.skill_id.id,
            "skill_level_id": training.skill_level_id.id,
            "valid_from": begin,
            "valid_to": begin + months if training.validity_months else False,
        }
