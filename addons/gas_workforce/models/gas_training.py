from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class GasTraining(models.Model):
    """A course of the training plan (培训), its exam, and the certificate it leads to.

    Source: S1 part 5 (an exam for everybody; who passes stays two years), S3 7.1–7.2
    (docs/domain/manuals.md).
    """

    _name = "gas.training"
    _description = "Training"
    _inherit = ["gas.state.mixin", "mail.thread"]
    _order = "planned_on desc, id desc"
    _MOVES = {
        "planned": {"held", "cancelled"},
        "held": {"examined", "cancelled"},
        "examined": {"closed"},
        "closed": set(),
        "cancelled": set(),
    }
    _STEPS = {
        "held": "action_hold",
        "examined": "action_examine",
        "closed": "action_close",
        "cancelled": "action_cancel",
    }

    # What grades, certificates and service clauses were worked out from.
    _GROUNDS = frozenset(
        (
            "pass_mark",
            "skill_id",
            "skill_level_id",
            "validity_months",
            "company_pays",
            "bound_years",
        )
    )

    name = fields.Char("Topic", required=True, tracking=True)
    kind = fields.Selection(
        [
            ("safety", "Safety"),
            ("skill", "Skill"),
            ("emergency", "Emergency Response"),
            ("service", "Service"),
        ],
        required=True,
        default="skill",
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("held", "Held"),
            ("examined", "Examined"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        "Status",
        required=True,
        default="planned",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    planned_on = fields.Date(required=True, tracking=True, index=True)
    held_on = fields.Date(copy=False, tracking=True)
    examined_on = fields.Date(readonly=True, copy=False)
    hours = fields.Float()
    trainer = fields.Char()
    places = fields.Integer(help="Empty: as many as come.")
    pass_mark = fields.Float(
        default=60, digits=(5, 1), help="Of 100 points.", tracking=True
    )
    skill_id = fields.Many2one(
        "hr.skill",
        "Leads to Certificate",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('skill_type_id.is_certification', '=', True)]",
    )
    skill_type_id = fields.Many2one(related="skill_id.skill_type_id")
    skill_level_id = fields.Many2one(
        "hr.skill.level",
        "Level",
        compute="_compute_skill_level_id",
        store=True,
        readonly=False,
        domain="[('skill_type_id', '=', skill_type_id)]",
    )
    validity_months = fields.Integer(
        "Certificate Valid For (months)", default=36, help="Empty: without an end."
    )
    company_pays = fields.Boolean("Paid by the Company")
    bound_years = fields.Integer(
        "Service Commitment (years)",
        default=2,
        help="Who passes what the company has paid for stays for so long.",
    )
    participant_ids = fields.One2many("gas.training.participant", "training_id")
    participant_count = fields.Integer(compute="_compute_counts")
    passed_count = fields.Integer("Passed", compute="_compute_counts")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )

    _numbers_positive = models.Constraint(
        "CHECK (hours >= 0 AND places >= 0 AND validity_months >= 0 "
        "AND bound_years >= 0 AND pass_mark BETWEEN 0 AND 100)",
        "Hours, places, months and years are not negative, and a pass mark lies "
        "between 0 and 100.",
    )

    @api.depends("skill_id")
    def _compute_skill_level_id(self):
        for training in self:
            levels = training.skill_id.skill_type_id.skill_level_ids
            training.skill_level_id = levels.filtered("default_level")[:1] or levels[:1]

    def _compute_counts(self):
        counts = {training: [0, 0] for training in self}
        groups = self.env["gas.training.participant"]._read_group(
            [("training_id", "in", self.ids)], ["training_id", "passed"], ["__count"]
        )
        for training, passed, count in groups:
            counts[training][0] += count
            counts[training][1] += count if passed else 0
        for training in self:
            training.participant_count, training.passed_count = counts[training]

    @api.constrains("places", "participant_ids")
    def _check_places(self):
        for training in self:
            count = len(training.sudo().participant_ids)
            if training.places and count > training.places:
                raise ValidationError(
                    self.env._(
                        "%(training)s has %(places)d places for %(count)d people. Plan "
                        "a second course, or find a bigger room.",
                        training=training.name,
                        places=training.places,
                        count=count,
                    )
                )

    @api.constrains("held_on")
    def _check_not_in_future(self):
        today = self.env.company._promise_today()
        for training in self:
            if training.held_on and training.held_on > today:
                raise ValidationError(
                    self.env._(
                        "%(training)s: %(day)s lies in the future. Change the day that "
                        "it is planned for instead.",
                        training=training.name,
                        day=training.held_on,
                    )
                )

    def write(self, vals):
        if self._GROUNDS & vals.keys():
            self._refuse_over()
        return super().write(vals)

    def _refuse_over(self):
        for training in self:
            if training.state in ("closed", "cancelled"):
                raise UserError(
                    self.env._(
                        "%s is over and stays as it is. Plan another training.",
                        training.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        for training in self:
            if training.state not in ("planned", "cancelled"):
                raise UserError(
                    self.env._(
                        "%s was held and stays on file with who took part.",
                        training.name,
                    )
                )

    # Buttons

    def action_hold(self):
        for training in self:
            if not training.participant_ids:
                raise UserError(self.env._("%s: enter who takes part.", training.name))
            training._move_to(
                "held", held_on=training.held_on or self.env.company._promise_today()
            )

    def action_examine(self):
        for training in self:
            if not any(training.participant_ids.mapped("attended")):
                raise UserError(
                    self.env._(
                        "%s: enter who was there, and the scores.", training.name
                    )
                )
        self._move_to("examined", examined_on=self.env.company._promise_today())

    def action_close(self):
        """Give the certificates, which officers may, and let nothing change anymore."""
        for training in self:
            training._give_certificates()
        self._move_to("closed")

    def action_cancel(self):
        self._move_to("cancelled")

    def _give_certificates(self):
        if not self.skill_id:
            return
        passed = self.participant_ids.filtered("passed")
        certificates = self.env["hr.employee.skill"].create(
            [each._prepare_certificate_vals() for each in passed]
        )
        for participant, certificate in zip(passed, certificates, strict=True):
            participant._write_as_server({"certificate_id": certificate.id})
