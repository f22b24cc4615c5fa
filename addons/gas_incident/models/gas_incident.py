from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, is_html_empty

from odoo.addons.gas_workorder.models.fsm_order import UNDER_WAY

from .gas_incident_plan import INCIDENT_KINDS, LEAST, LEVELS

OPEN_STATES = ("reported", "started", "controlled", "repaired", "restored")
# For so many days after the end casualties may be corrected
# (docs/domain/emergency-grades.md).
CASUALTY_DAYS = 30
CASUALTY_DAYS_FIRE = 7


class GasIncident(models.Model):
    """One event (险情): many calls and orders, one grade, one commander, one log.

    What happens to it is in ``gas_incident_workflow``.
    """

    _name = "gas.incident"
    _description = "Incident"
    _inherit = ["gas.state.mixin", "gas.promise.mixin"]
    _order = "reported_on desc, id desc"
    _rec_names_search = ["name", "address"]
    _check_company_auto = True
    _PROMISE_FACTS = ("plan_id", "started_on")
    _PROMISE_OVER = ("closed", "cancelled")

    name = fields.Char(
        "Number", required=True, readonly=True, copy=False, default="/", index="trigram"
    )
    kind = fields.Selection(
        INCIDENT_KINDS, required=True, default="leak", tracking=True
    )
    state = fields.Selection(
        [
            ("reported", "Reported"),
            ("started", "Plan Started"),
            ("controlled", "Under Control"),
            ("repaired", "Repaired"),
            ("restored", "Gas Restored"),
            ("closed", "Closed"),
            ("cancelled", "False Alarm"),
        ],
        "Status",
        required=True,
        default="reported",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    is_drill = fields.Boolean("Drill", copy=False)
    drilled_plan_id = fields.Many2one(
        "gas.incident.plan", "Plan Drilled", check_company=True
    )

    # Where and when
    address = fields.Char("Place", required=True)
    station_id = fields.Many2one(
        "gas.area",
        "Service Station",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('kind', '=', 'station')]",
        check_company=True,
    )
    reported_on = fields.Datetime(
        required=True, default=fields.Datetime.now, index=True, copy=False
    )
    words = fields.Text("Reported Problem")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    # How grave
    dead = fields.Integer(tracking=True)
    hurt = fields.Integer("Seriously Injured", tracking=True)
    loss = fields.Monetary("Direct Loss", tracking=True)
    household_count = fields.Integer(
        "Households Affected",
        compute="_compute_household_count",
        store=True,
        readonly=False,
        tracking=True,
        help="Of its interruptions that were not cancelled, each household once.",
    )
    unlit_count = fields.Integer(
        "Households Still Without Gas", compute="_compute_unlit_count"
    )
    hours_without = fields.Float(
        "Hours Without Gas",
        help="Estimated, until gas is restored.",
        tracking=True,
    )
    raised_to = fields.Selection(
        LEVELS[:-1],
        help="The dispatcher may judge it graver than the numbers say.",
        tracking=True,
    )
    level = fields.Selection(
        LEVELS, "Grade", compute="_compute_level", store=True, tracking=True
    )
    plan_id = fields.Many2one(
        "gas.incident.plan",
        "Emergency Plan",
        compute="_compute_plan_id",
        store=True,
        index="btree_not_null",
    )
    plan_steps = fields.Html(compute="_compute_plan_steps")
    started_plan_id = fields.Many2one(
        "gas.incident.plan", "Plan Started", readonly=True, copy=False
    )

    # Who
    user_id = fields.Many2one(
        "res.users", "Dispatcher", default=lambda self: self.env.user, tracking=True
    )
    commander_id = fields.Many2one(
        "res.users",
        compute="_compute_commander_id",
        store=True,
        readonly=False,
        tracking=True,
    )
    scene_commander_id = fields.Many2one(
        "fsm.person", "Commander On Site", tracking=True
    )
    notice_ids = fields.One2many("gas.incident.notice", "incident_id", "Notified")
    not_notified_count = fields.Integer(
        "Not Notified Yet", compute="_compute_not_notified_count"
    )

    crew_status = fields.Selection(
        [
            ("none", "No Crew Sent"),
            ("sent", "Crew on the Way"),
            ("there", "Crew on Site"),
        ],
        "Crew",
        compute="_compute_crew_status",
    )

    # What was done
    order_ids = fields.One2many("fsm.order", "incident_id", "Orders and Calls")
    order_count = fields.Integer(compute="_compute_order_count")
    log_ids = fields.One2many("gas.incident.log", "incident_id")
    section_id = fields.Many2one(
        "gas.pipe.section", "Broken Pipe", check_company=True, tracking=True
    )
    interruption_ids = fields.One2many("gas.interruption", "incident_id")
    cause = fields.Text(tracking=True)
    difficulty = fields.Text("Difficulties and Time Needed")
    measures = fields.Text("Measures Taken")
    summary = fields.Text(help="What happened, what was learned, who answers for what.")
    after_care = fields.Text(
        help="Injured who were visited, households that were checked again, damages."
    )
    evaluation = fields.Text("Evaluation of the Drill")
    score = fields.Integer("Score of the Drill", help="0 to 100.")
    claim_ids = fields.One2many("gas.claim", "incident_id", "Claims")

    # Times that promises hang on
    started_on = fields.Datetime("Plan Started On", readonly=True, copy=False)
    controlled_on = fields.Datetime("Under Control On", readonly=True, copy=False)
    repaired_on = fields.Datetime(readonly=True, copy=False)
    restored_on = fields.Datetime("Gas Restored On", readonly=True, copy=False)
    closed_on = fields.Datetime(readonly=True, copy=False)
    leaders_notified_on = fields.Datetime(compute="_compute_notified", store=True)
    authority_notified_on = fields.Datetime(compute="_compute_notified", store=True)

    _score_range = models.Constraint(
        "CHECK (score BETWEEN 0 AND 100)", "A drill scores 0 to 100."
    )
    _numbers_positive = models.Constraint(
        "CHECK (dead >= 0 AND hurt >= 0 AND loss >= 0 AND hours_without >= 0)",
        "Casualties, losses and hours are not negative.",
    )
    _open = models.Index("(company_id) WHERE state NOT IN ('closed', 'cancelled')")

    @api.depends("interruption_ids.state", "interruption_ids.household_ids")
    def _compute_household_count(self):
        counts = self._households_in(SQL("interruption.state <> 'cancelled'"))
        for incident in self:
            if incident.interruption_ids:
                incident.household_count = counts.get(incident._origin.id, 0)
            else:  # as it was entered
                incident.household_count = incident.household_count

    @api.depends("interruption_ids.state", "interruption_ids.household_ids.state")
    def _compute_unlit_count(self):
        counts = self._households_in(
            SQL(
                """
                interruption.state IN ('off', 'restored')
                AND household.state IN ('off', 'closed')
                AND contract.state = 'running'
                """
            )
        )
        for incident in self:
            incident.unlit_count = counts.get(incident._origin.id, 0)

    def _households_in(self, condition):
        """Return {incident id: households of its interruptions, each counted once}."""
        for model in ("interruption", "interruption.household", "contract"):
            self.env[f"gas.{model}"].flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT interruption.incident_id,
                           COUNT(DISTINCT household.contract_id)
                      FROM gas_interruption interruption
                      JOIN gas_interruption_household household
                        ON household.interruption_id = interruption.id
                      JOIN gas_contract contract
                        ON contract.id = household.contract_id
                     WHERE interruption.incident_id = ANY(%s) AND %s
                     GROUP BY interruption.incident_id
                    """,
                    list(self._origin.ids),
                    condition,
                )
            )
        )

    @api.depends("order_ids.state", "order_ids.arrived_on")
    def _compute_crew_status(self):
        for incident in self:
            orders = incident.sudo().order_ids
            if any(orders.mapped("arrived_on")):
                incident.crew_status = "there"
            elif any(order.state in UNDER_WAY for order in orders):
                incident.crew_status = "sent"
            else:
                incident.crew_status = "none"

    @api.depends(
        "dead",
        "hurt",
        "loss",
        "household_count",
        "hours_without",
        "raised_to",
        "company_id",
    )
    def _compute_level(self):
        for incident in self:
            incident.level = incident._level_by_facts()

    def _level_by_facts(self):
        """Return the grade by the numbers, or the graver one it was raised to."""
        level = self.env["gas.incident.plan"]._level_of(
            self.company_id,
            dead=self.dead,
            hurt=self.hurt,
            loss=self.loss,
            households=self.household_count,
            hours=self.hours_without,
        )
        return min(level, self.raised_to or LEAST)

    @api.depends("level", "kind", "company_id", "drilled_plan_id")
    def _compute_plan_id(self):
        plans = self.env["gas.incident.plan"]
        for incident in self:
            incident.plan_id = incident.drilled_plan_id or plans._for(
                incident.company_id, incident.level, incident.kind
            )

    @api.depends("plan_id", "level", "kind")
    def _compute_plan_steps(self):
        """Show the steps of the grade, or else of the next lower one that has any."""
        for incident in self:
            steps = [
                plan.steps
                for plan in incident._plans()
                if not is_html_empty(plan.steps)
            ]
            incident.plan_steps = steps[0] if steps else False

    def _plans(self):
        """Return the plan of the grade and those of lower grades, the gravest first.

        Who is told of a lesser incident is told of a graver one.
        """
        self.ensure_one()
        if self.drilled_plan_id or not self.plan_id:
            return self.plan_id
        plans = self.env["gas.incident.plan"]
        lower = [level for level, _label in LEVELS if level > self.level]
        return self.plan_id.union(
            *(plans._for(self.company_id, level, self.kind) for level in lower)
        )

    @api.depends("plan_id")
    def _compute_commander_id(self):
        for incident in self:
            incident.commander_id = incident.plan_id.commander_id or (
                incident.commander_id
            )

    @api.depends(
        "notice_ids.notified_on", "notice_ids.user_id", "notice_ids.contact_id.kind"
    )
    def _compute_notified(self):
        """Tell when the last was notified; nothing while somebody is not."""
        for incident in self:
            notices = incident.notice_ids
            leaders = notices.filtered("user_id")
            authority = notices.filtered(lambda n: n.contact_id.kind == "authority")
            incident.leaders_notified_on = self._last_notified(leaders)
            incident.authority_notified_on = self._last_notified(authority)

    @staticmethod
    def _last_notified(notices):
        moments = notices.mapped("notified_on")
        return all(moments) and max(moments, default=False)

    def _compute_not_notified_count(self):
        counts = self._counts("gas.incident.notice", [("notified_on", "=", False)])
        for incident in self:
            incident.not_notified_count = counts.get(incident, 0)

    def _compute_order_count(self):
        counts = self._counts("fsm.order", [])
        for incident in self:
            incident.order_count = counts.get(incident, 0)

    def _counts(self, model, domain):
        return dict(
            self.env[model]._read_group(
                [("incident_id", "in", self.ids), *domain], ["incident_id"], ["__count"]
            )
        )

    @api.depends("name", "address", "is_drill")
    def _compute_display_name(self):
        for incident in self:
            incident.display_name = " ".join(
                filter(None, (incident.name, incident.address))
            )

    @api.model_create_multi
    def create(self, vals_list):
        numbered = self._let_in(*vals_list)
        sequence = self.env.ref("gas_incident.sequence_incident").sudo()
        sequence._gas_number(vals_list)
        incidents = super(GasIncident, numbered).create(vals_list).with_env(self.env)
        for incident in incidents:
            incident._note("report", self.env._("Reported: %s", incident.address))
        return incidents

    def write(self, vals):
        if {"dead", "hurt", "loss"} & vals.keys():
            self._refuse_late_casualties()
        return super().write(vals)

    def _facts_changed(self):
        """Start the plan of the grade that an incident has, whatever raised it."""
        super()._facts_changed()
        for incident in self:
            if incident.started_on and incident.plan_id != incident.started_plan_id:
                incident._start_plan()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        for incident in self:
            raise UserError(
                self.env._(
                    "%s stays on file. Call it a false alarm instead.",
                    incident.display_name,
                )
            )

    def _refuse_late_casualties(self):
        for incident in self:
            days = CASUALTY_DAYS_FIRE if incident.kind == "fire" else CASUALTY_DAYS
            last = incident.reported_on + timedelta(days)
            if incident.state == "closed" and fields.Datetime.now() > last:
                raise UserError(
                    self.env._(
                        "%(incident)s: casualties and losses are corrected for "
                        "%(days)d days after the event, which are over.",
                        incident=incident.display_name,
                        days=days,
                    )
                )

    def _note(self, kind, words, moment=None):
        """Write a line of the log: what happened at ``moment``, or just now."""
        now = fields.Datetime.now()
        # The clock of a telephone may be ahead.
        moment = min(moment or now, now)
        self.env["gas.incident.log"].create(
            [
                {
                    "incident_id": incident.id,
                    "kind": kind,
                    "words": words,
                    "happened_on": moment,
                }
                for incident in self
            ]
        )
