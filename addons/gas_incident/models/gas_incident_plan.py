from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..tools.grading import Threshold, level_of

LEVELS = [
    ("1", "Grade Ⅰ"),
    ("2", "Grade Ⅱ"),
    ("3", "Grade Ⅲ"),
    ("4", "Grade Ⅳ"),
    ("5", "Below the Grades"),
]
LEAST = "5"
INCIDENT_KINDS = [
    ("leak", "Leak"),
    ("fire", "Fire"),
    ("explosion", "Explosion"),
    ("poisoning", "Poisoning or Suffocation"),
    ("damage", "Pipe Damaged by Others"),
    ("outage", "Supply Lost"),
    ("other", "Other"),
]


class GasIncidentPlan(models.Model):
    """What is done at an incident of a grade (应急预案): who commands, who is told.

    Its numbers say from when on an incident is of the grade. It is drilled now and
    then.
    """

    _name = "gas.incident.plan"
    _description = "Emergency Plan"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "level, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    level = fields.Selection(LEVELS, "Grade", required=True, default=LEAST)
    kind = fields.Selection(
        INCIDENT_KINDS, "Applies To", help="Empty: for all that has no plan of its own."
    )
    protection = fields.Char(
        "Protected",
        help="What it protects and against which risk: a gate station, pipes of medium "
        "pressure below a market, a district of old flats.",
    )
    dead_from = fields.Integer()
    hurt_from = fields.Integer("Seriously Injured From")
    loss_from = fields.Monetary()
    households_from = fields.Integer()
    hours_from = fields.Float("Hours Without Gas", default=24.0)
    commander_id = fields.Many2one("res.users", check_company=True, tracking=True)
    deputy_id = fields.Many2one("res.users", check_company=True, tracking=True)
    line_ids = fields.One2many(
        "gas.incident.plan.line", "plan_id", "Recipients", copy=True
    )
    steps = fields.Html("Plan Steps", translate=True)
    drill_months = fields.Integer(
        "Drilled Every (months)", default=12, help="0: not drilled."
    )
    incident_ids = fields.One2many("gas.incident", "plan_id")
    last_drill_on = fields.Date("Last Drill", compute="_compute_drills", store=True)
    drill_due_on = fields.Date(
        "Next Drill By", compute="_compute_drills", store=True, index=True
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    _one_of_a_kind = models.UniqueIndex(
        "(company_id, level, COALESCE(kind, '')) WHERE active",
        "There is a plan for this grade and kind already.",
    )
    _numbers_positive = models.Constraint(
        "CHECK (dead_from >= 0 AND hurt_from >= 0 AND loss_from >= 0 AND "
        "households_from >= 0 AND hours_from >= 0 AND drill_months >= 0)",
        "Numbers of a plan are not negative.",
    )

    @api.depends(
        "drill_months",
        "create_date",
        "incident_ids.is_drill",
        "incident_ids.state",
        "incident_ids.closed_on",
    )
    def _compute_drills(self):
        """Tell the next drill; without any yet, an interval after the plan."""
        for plan in self:
            drills = plan.sudo().incident_ids.filtered(
                lambda each: each.is_drill and each.state == "closed"
            )
            days = [
                plan.company_id._promise_local(drill.closed_on).date()
                for drill in drills
            ]
            plan.last_drill_on = max(days, default=False)
            made = plan.create_date or fields.Datetime.now()
            made = plan.company_id._promise_local(made).date()
            plan.drill_due_on = plan.drill_months > 0 and (
                (plan.last_drill_on or made) + relativedelta(months=plan.drill_months)
            )

    def _threshold(self):
        return Threshold(
            int(self.level),
            self.dead_from,
            self.hurt_from,
            self.loss_from,
            self.households_from,
            self.hours_from,
        )

    @api.model
    def _level_of(self, company, **numbers):
        """Return the grade ("1" to "5") of ``numbers``; see ``grading.level_of``."""
        plans = self.sudo().search([("company_id", "=", company.id)])
        level = level_of([plan._threshold() for plan in plans], **numbers)
        return str(level) if level else LEAST

    @api.model
    def _for(self, company, level, kind):
        """Return the plan of a grade: that of the kind before that of all kinds."""
        plans = self.sudo().search(
            [("company_id", "=", company.id), ("level", "=", level)]
        )
        own = plans.filtered(lambda plan: plan.kind == kind)
        return (own or plans.filtered(lambda plan: not plan.kind))[:1]

    def action_drill(self):
        """Open a drill of the plan: an incident with a flag."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Drill"),
            "res_model": "gas.incident",
            "view_mode": "form",
            "context": {
                "default_is_drill": True,
                "default_drilled_plan_id": self.id,
                "default_kind": self.kind or "leak",
            },
        }

    @api.model
    def _cron_remind_of_drills(self):
        """Give the commander a task for each drill that is due within a month."""
        soon = self.env.company._promise_today() + relativedelta(months=1)
        due = self.search([("drill_due_on", "<=", soon)])
        reminded = due.activity_search(["gas_incident.activity_drill"])
        known = set(reminded.mapped("res_id"))
        for plan in due.filtered(lambda each: each.id not in known):
            plan.activity_schedule(
                "gas_incident.activity_drill",
                date_deadline=plan.drill_due_on,
                user_id=(plan.commander_id or plan.create_uid).id,
            )
