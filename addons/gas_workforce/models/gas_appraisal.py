from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.grades import appraisal_grade, weighted_total

PARTS = ("performance", "attitude", "skill")


class GasAppraisal(models.Model):
    """How an employee has worked in a period (员工考核), and what they say to it.

    Source of its parts and of what follows: S3 7.3 (docs/domain/manuals.md).
    """

    _name = "gas.appraisal"
    _description = "Appraisal"
    _inherit = [
        "gas.state.mixin",
        "gas.staff.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "period_to desc, id desc"
    _MOVES = {
        "draft": {"notified"},
        "notified": {"agreed", "objected"},
        "agreed": {"closed"},
        "objected": {"draft", "closed"},
        "closed": set(),
    }
    _STEPS = {
        "notified": "action_notify",
        "agreed": "action_agree",
        "draft": "action_write_anew",
        "closed": "action_close",
    }
    # What stays as it was when the employee was notified.
    _NOTIFIED_FIELDS = frozenset(
        (
            "employee_id",
            "period_from",
            "period_to",
            "words",
            "reward",
            *(f"{part}_score" for part in PARTS),
        )
    )

    period_from = fields.Date("From", required=True)
    period_to = fields.Date("To", required=True)
    performance_score = fields.Float("Performance", digits=(5, 1), aggregator="avg")
    attitude_score = fields.Float("Attitude", digits=(5, 1), aggregator="avg")
    skill_score = fields.Float("Skills", digits=(5, 1), aggregator="avg")
    total = fields.Float(
        "Total Score",
        compute="_compute_total",
        store=True,
        digits=(5, 1),
        aggregator="avg",
    )
    grade = fields.Selection(
        [
            ("excellent", "Excellent"),
            ("competent", "Competent"),
            ("barely_competent", "Barely Competent"),
            ("not_competent", "Not Competent"),
        ],
        compute="_compute_total",
        store=True,
        tracking=True,
    )
    words = fields.Text("Assessment")
    reward = fields.Char(help="Such as a bonus, praise or a better post.")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("notified", "Notified"),
            ("agreed", "Agreed"),
            ("objected", "Objected"),
            ("closed", "Closed"),
        ],
        "Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    notified_on = fields.Date(readonly=True, copy=False)
    answered_on = fields.Date(readonly=True, copy=False)
    objection = fields.Text(readonly=True, copy=False)
    may_answer = fields.Boolean(compute="_compute_may_answer")

    _period_ordered = models.Constraint(
        "CHECK (period_from <= period_to)", "A period ends after it begins."
    )
    _scores_of_100 = models.Constraint(
        "CHECK (performance_score BETWEEN 0 AND 100 "
        "AND attitude_score BETWEEN 0 AND 100 AND skill_score BETWEEN 0 AND 100)",
        "Scores lie between 0 and 100.",
    )
    _one_per_period = models.UniqueIndex(
        "(employee_id, period_from, period_to)",
        "This employee has an appraisal for this period.",
    )

    @api.depends(*(f"{part}_score" for part in PARTS), "company_id")
    def _compute_total(self):
        for appraisal in self:
            scores = [appraisal[f"{part}_score"] for part in PARTS]
            weights = [appraisal.company_id[f"gas_{part}_weight"] for part in PARTS]
            appraisal.total = weighted_total(scores, weights)
            appraisal.grade = appraisal_grade(appraisal.total)

    @api.depends("employee_id.user_id")
    @api.depends_context("uid")
    def _compute_may_answer(self):
        """Tell whether the user is the employee; without a login, who may write."""
        for appraisal in self:
            user = appraisal.sudo().employee_id.user_id
            appraisal.may_answer = (
                user == self.env.user if user else appraisal._origin.has_access("write")
            )

    @api.depends("employee_id", "period_from", "period_to")
    def _compute_display_name(self):
        for appraisal in self:
            appraisal.display_name = (
                f"{appraisal.employee_id.name or ''} "
                f"{appraisal.period_from or ''} – {appraisal.period_to or ''}"
            )

    def write(self, vals):
        if self._NOTIFIED_FIELDS & vals.keys():
            for appraisal in self.filtered(lambda each: each.state != "draft"):
                raise UserError(
                    self.env._(
                        "%s: what was told stays as it is. Only after an objection it "
                        "is written anew.",
                        appraisal.display_name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_notified(self):
        for appraisal in self:
            if appraisal.notified_on:
                raise UserError(
                    self.env._("%s was told and stays on file.", appraisal.display_name)
                )

    # Buttons

    def _obstacles(self, state):
        yield from super()._obstacles(state)
        if state == "notified" and not self.words:
            yield self.env._("Say in words what was good and what is expected.")

    def action_notify(self):
        self._move_to("notified", notified_on=self.env.company._promise_today())
        for appraisal in self.sudo():
            if user := appraisal.employee_id.user_id:
                appraisal.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=user.id,
                    summary=appraisal.with_context(lang=user.lang)._summary(),
                )

    def _summary(self):
        return self.env._("Read your appraisal, and agree or object.")

    def action_agree(self):
        self._answer("agreed")

    def action_open_object(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Object"),
            "res_model": "gas.appraisal.object",
            "view_mode": "form",
            "target": "new",
            "context": {"default_appraisal_id": self.id},
        }

    def action_write_anew(self):
        self._move_to("draft")

    def action_close(self):
        self._move_to("closed")

    def _object(self, words):
        self._answer("objected", objection=words)

    def _answer(self, state, **vals):
        """Note what the employee says to it."""
        self.check_access("read")
        for appraisal in self.filtered(lambda each: not each.may_answer):
            raise AccessError(
                self.env._("%s: only the employee answers.", appraisal.employee_id.name)
            )
        today = self.env.company._promise_today()
        self.sudo()._move_to(state, answered_on=today, **vals)
        self.sudo().activity_feedback(["mail.mail_activity_data_todo"])
