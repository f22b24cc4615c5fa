import json

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.tools.safe_eval import safe_eval

from ..clock.deadlines import MOST_DAYS, UNITS
from ..tools.outcomes import Outcomes

STANDARD_FORMAT = "gas-promise-standard/1"


class GasPromisePolicy(models.Model):
    """A time limit: which records, from which event to which, within how long.

    Events are the stored Date & Time fields of the model: a clock starts when the
    first is filled, and the promise is kept if the second is filled in time.
    """

    _name = "gas.promise.policy"
    _description = "Time Promise"
    _order = "sequence, id"
    _inherit = ["mail.thread", "mail.activity.mixin", "gas.promise.cache.mixin"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="What files of standards call it; data of an add-on gives it.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    source = fields.Char("Basis", help="The manual or law that sets the limit.")
    model_id = fields.Many2one(
        "ir.model",
        "Applies To",
        required=True,
        ondelete="cascade",
        domain=lambda self: [("id", "in", self._followed_models().ids)],
    )
    model = fields.Char(related="model_id.model", string="Model Name", store=True)
    domain = fields.Char("Condition", default="[]", required=True)
    start_field_id = fields.Many2one(
        "ir.model.fields",
        "Clock Starts With",
        required=True,
        ondelete="cascade",
        domain="[('model_id', '=', model_id), ('ttype', '=', 'datetime'),"
        " ('store', '=', True)]",
    )
    target_field_id = fields.Many2one(
        "ir.model.fields",
        "Kept By",
        required=True,
        ondelete="cascade",
        domain="[('model_id', '=', model_id), ('ttype', '=', 'datetime'),"
        " ('store', '=', True)]",
    )
    amount = fields.Integer("Limit", required=True, tracking=True, aggregator=None)
    unit = fields.Selection(
        [
            ("minute", "Minutes"),
            ("hour", "Hours"),
            ("working_day", "Working Days"),
            ("calendar_day", "Calendar Days"),
        ],
        required=True,
        default="hour",
        tracking=True,
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Working Calendar",
        tracking=True,
        help="The clock runs in its working hours only. Empty: day and night.",
    )
    warn_percent = fields.Integer(
        "Warn At (%)",
        default=80,
        aggregator=None,
        help="When so much of the time has run; 0: no warning.",
    )
    group_id = fields.Many2one(
        "res.groups",
        "Role in Charge",
        help="Told of warning and breach, beside the person in charge of the record.",
    )
    escalation_ids = fields.One2many(
        "gas.promise.policy.escalation", "policy_id", copy=True
    )
    pause_ids = fields.One2many("gas.promise.policy.pause", "policy_id", copy=True)
    pause_reason_ids = fields.Many2many(
        "gas.promise.reason",
        "gas_promise_policy_pause_reason_rel",
        string="May Be Paused For",
        domain=[("kind", "=", "pause")],
    )
    exemption_reason_ids = fields.Many2many(
        "gas.promise.reason",
        "gas_promise_policy_exemption_reason_rel",
        string="May Be Exempted For",
        domain=[("kind", "=", "exemption")],
    )
    date_from = fields.Date("In Force From")
    date_to = fields.Date("In Force To")
    promise_count = fields.Integer(compute="_compute_promise_count")
    example = fields.Char(compute="_compute_example")

    _code_uniq = models.UniqueIndex(
        "(code, company_id) NULLS NOT DISTINCT", "Another policy has this code."
    )
    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A limit is at least one minute or day."
    )
    _percent_range = models.Constraint(
        "CHECK (warn_percent BETWEEN 0 AND 99)", "A warning comes at 0 to 99 %."
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_from <= date_to)", "It cannot end before it is in force."
    )

    def _compute_promise_count(self):
        counts = dict(
            self.env["gas.promise"]._read_group(
                [("policy_id", "in", self.ids)], ["policy_id"], ["__count"]
            )
        )
        for policy in self:
            policy.promise_count = counts.get(policy, 0)

    @api.depends("amount", "unit", "calendar_id")
    def _compute_example(self):
        now = fields.Datetime.now()
        for policy in self:
            due = policy.amount > 0 and policy._outcome(now)["deadline_at"]
            policy.example = due and self.env._(
                "Started now, it would be due by %s.",
                (policy.company_id or self.env.company)._promise_words(due),
            )

    @api.model
    def _followed_models(self):
        """Return the ir.model of all that have promises."""
        names = [
            model._name
            for model in self.env.values()
            if not model._abstract and "promise_ids" in model._fields
        ]
        # Which models there are is no secret to those who see the field.
        return self.env["ir.model"].sudo().search([("model", "in", names)])

    @api.constrains("model_id", "domain", "start_field_id", "target_field_id")
    def _check_fits_model(self):
        for policy in self:
            model = self.env.get(policy.model)
            if model is None or "promise_ids" not in model._fields:
                raise ValidationError(
                    self.env._(
                        "%(policy)s: %(model)s has no time promises.",
                        policy=policy.name,
                        model=policy.model_id.name,
                    )
                )
            events = policy.start_field_id | policy.target_field_id
            if any(
                event.model != policy.model or event.ttype != "datetime"
                for event in events
            ):
                raise ValidationError(
                    self.env._(
                        "%s: both events are Date & Time fields of what it applies to.",
                        policy.name,
                    )
                )
            try:
                model.sudo().search(policy._condition(), limit=1)
            except (ValueError, SyntaxError, TypeError, UserError) as error:
                raise ValidationError(
                    self.env._(
                        "%(policy)s: the condition cannot be used: %(error)s",
                        policy=policy.name,
                        error=error,
                    )
                ) from error
            policy._refuse_unfollowed(model)

    def _refuse_unfollowed(self, model):
        """Refuse a condition that may change without the clocks taking notice."""
        paths = self.env["gas.promise.terms"]._paths(self._content())
        if unknown := paths - model._followed_paths() - set(models.MAGIC_COLUMNS):
            raise ValidationError(
                self.env._(
                    "%(policy)s: clocks do not follow %(fields)s. Use stored fields of "
                    "%(model)s itself.",
                    policy=self.name,
                    fields=", ".join(sorted(unknown)),
                    model=self.model_id.name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for policy in self:
            if policy.promise_count:
                raise UserError(
                    self.env._(
                        "%s has been promised already and stays on file. Archive it, "
                        "or give it a day on which it ends.",
                        policy.name,
                    )
                )

    def _condition(self):
        return safe_eval(self.domain or "[]")

    # What the mixin asks

    @api.model
    @tools.ormcache("model")
    def _ids_of_model(self, model):
        """Return the ids of the policies of a model that may start clocks."""
        return tuple(self.sudo().search([("model", "=", model)])._ids)

    @api.model
    @tools.ormcache("model")
    def _watched_paths(self, model):
        """Return the paths of the fields that clocks of a model hang on."""
        terms = self.env["gas.promise.terms"].sudo()
        contents = [policy._content() for policy in self._of_model(model)]
        contents += terms.search([("policy_id.model", "=", model)]).mapped("content")
        return frozenset().union(*map(terms._paths, contents))

    @api.model
    def _of_model(self, model):
        return self.sudo().browse(self._ids_of_model(model))

    def _in_force(self, day, company):
        """Return whether clocks are started by this policy on ``day``."""
        return (
            (not self.company_id or self.company_id == company)
            and (not self.date_from or self.date_from <= day)
            and (not self.date_to or day <= self.date_to)
        )

    def _content(self):
        """Return what a clock is run by; see ``gas.promise.terms``."""
        self.ensure_one()
        return {
            "amount": self.amount,
            "unit": self.unit,
            "calendar": self.calendar_id._origin.id,
            "warn_percent": self.warn_percent,
            "group": self.group_id.id,
            "domain": self.domain or "[]",
            "start": self.start_field_id.name,
            "target": self.target_field_id.name,
            "pauses": [
                [rule.start_field_id.name, rule.end_field_id.name, rule.reason_id.id]
                for rule in self.pause_ids
            ],
            "steps": [
                [step.id, step.minutes, step.group_id.id]
                for step in self.escalation_ids
            ],
        }

    def _outcome(self, start, target=False):
        """Return what would become of a promise with these events (naive UTC).

        The values are those that ``gas.promise`` would have.
        """
        terms = self.env["gas.promise.terms"].new({"content": self._content()})
        company = self.company_id or self.env.company
        nothing = {"cancelled": False, "is_exempt": False, "pauses": [], "given": {}}
        return Outcomes(self.env).of(
            terms, company, {"start": start, "target": target, **nothing}
        )

    # Standards

    @api.private
    @api.model
    def load_standard(self, document):
        """Set limits as the JSON document (str) of a manual says.

        ``{"format": "gas-promise-standard/1", "name": …, "limits": {code: {"amount":
        24, "unit": "hour", "active": true}}}``; what a limit leaves out stays.

        :return: codes (list of str) that no policy here has
        :raise UserError: the document is not like this; nothing has changed
        """
        self.check_access("write")
        try:
            content = json.loads(document)
            limits = {
                code: self._checked_limit(limit)
                for code, limit in content["limits"].items()
            }
            if content["format"] != STANDARD_FORMAT:
                raise ValueError(content["format"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UserError(
                self.env._(
                    "This is not a file of service standards (%(error)s). "
                    "config/standards/README.md tells how it is written.",
                    error=error,
                )
            ) from error
        found = self.with_context(active_test=False).search([("code", "in", [*limits])])
        for policy in found:
            policy.write(limits[policy.code])
        return sorted(limits.keys() - set(found.mapped("code")))

    @staticmethod
    def _checked_limit(limit):
        """Return the values of one limit, or raise ValueError."""
        if unknown := limit.keys() - {"amount", "unit", "active", "why"}:
            raise ValueError(", ".join(sorted(unknown)))
        amount, unit = limit.get("amount", 1), limit.get("unit", UNITS[0])
        if not (type(amount) is int and 0 < amount <= MOST_DAYS and unit in UNITS):
            raise ValueError(f"{amount} {unit}")
        if not isinstance(limit.get("active", True), bool):
            raise ValueError(limit["active"])
        return {key: limit[key] for key in ("amount", "unit", "active") if key in limit}

    # When something is wrong

    def _report_failure(self, error):
        """Give those who look after promises a task, unless they have it."""
        self.ensure_one()
        kind = "gas_promise.activity_alarm_failed"
        known = self.activity_search([kind]).user_id
        for user in self.env["gas.promise"]._administrators() - known:
            self.activity_schedule(
                kind,
                user_id=user.id,
                summary=self.with_context(lang=user.lang).env._(
                    "Alarms could not be given (%s): have the server's log looked at.",
                    type(error).__name__,
                ),
            )

    def action_open_promises(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_promise.gas_promise_action"
        )
        return {**action, "domain": [("policy_id", "=", self.id)], "context": {}}
