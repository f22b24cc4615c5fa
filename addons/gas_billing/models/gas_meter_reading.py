from collections import defaultdict
from decimal import Decimal
from itertools import chain

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.gas_customer.tables.text import plain_number
from odoo.addons.gas_promise.tools import notification

from ..metering import (
    Consumption,
    as_volume,
    consumption,
    finding,
    usual_daily,
    zeros_in_a_row,
)

# Readings looked back upon: a year and the month before it.
HISTORY = 14
# A reading with one of these is wrong, not just odd: no handling makes it right.
WRONG_FINDINGS = ("backwards", "below_estimate")


class GasMeterReading(models.Model):
    """One reading of one meter, entered by one person and reviewed by another.

    ``index_m3``: the dial. ``volume_m3``: gas since the reading before it, or since
    the installation. No mail.thread: there are millions of these.
    """

    _name = "gas.meter.reading"
    _description = "Meter Reading"
    _inherit = ["gas.state.mixin", "gas.household.search.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _MOVES = {
        "entered": {"reviewed", "rejected"},
        "reviewed": {"entered", "rejected"},
        "rejected": set(),
    }
    _STEPS = {
        "reviewed": "action_review",
        "entered": "action_take_back",
        "rejected": "action_reject",
    }
    _ROLES = {
        "reviewed": (
            "gas_customer.gas_customer_group_billing",
            "gas_customer.gas_customer_group_station_head",
        )
    }

    contract_id = fields.Many2one(
        "gas.contract",
        "Household",
        required=True,
        index=True,
        ondelete="restrict",
    )
    meter_id = fields.Many2one(
        "gas.meter",
        compute="_compute_from_contract",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        ondelete="restrict",
        check_company=True,
    )
    # Where the household belonged when it was read; it may change routes later.
    station_id = fields.Many2one(
        "gas.area",
        compute="_compute_from_contract",
        store=True,
        precompute=True,
        index=True,
    )
    route_id = fields.Many2one(
        "gas.reading.route",
        compute="_compute_from_contract",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_from_contract",
        store=True,
        precompute=True,
        index=True,
    )
    partner_id = fields.Many2one(related="contract_id.partner_id")
    address = fields.Char(related="contract_id.service_point_id.name")
    user_class = fields.Selection(related="contract_id.user_class")
    date = fields.Date(
        required=True, default=lambda self: self.env.company._promise_today()
    )
    index_m3 = fields.Float("Index (m³)", digits=(12, 3), required=True)
    source = fields.Selection(
        [
            ("manual", "Reader"),
            ("file", "File"),
            ("self_reported", "Self-Reported"),
            ("remote", "Remote"),
            ("estimated", "Estimated"),
            ("exchange", "Meter Exchange"),
        ],
        required=True,
        default="manual",
    )
    state = fields.Selection(
        [("entered", "Entered"), ("reviewed", "Reviewed"), ("rejected", "Rejected")],
        required=True,
        default="entered",
        readonly=True,
        copy=False,
    )
    previous_date = fields.Date(compute="_compute_use", store=True)
    previous_index_m3 = fields.Float(
        "Previous Index (m³)", digits=(12, 3), compute="_compute_use", store=True
    )
    days = fields.Integer(compute="_compute_use", store=True)
    volume_m3 = fields.Float(
        "Use (m³)", digits=(12, 3), compute="_compute_use", store=True
    )
    usual_m3 = fields.Float(
        "Usual (m³)",
        digits=(12, 0),
        compute="_compute_use",
        store=True,
        help="What the household used in as many days a year ago or, where that is "
        "not known, of its last three readings. Empty: too few readings.",
    )
    rolled_over = fields.Boolean("Dial Turned Over", compute="_compute_use", store=True)
    finding = fields.Selection(
        [
            ("backwards", "Runs Backwards"),
            ("below_estimate", "Below the Estimate"),
            ("rollover", "Dial Turned Over"),
            ("zero", "No Use Again"),
            ("monthly", "Above the Monthly Limit"),
            ("high", "Much Above Usual"),
            ("low", "Much Below Usual"),
        ],
        compute="_compute_use",
        store=True,
        help="What the automatic check found odd.",
    )
    handling = fields.Selection(
        [
            ("site", "Checked on Site"),
            ("photo", "Photo Checked"),
            ("called", "Confirmed by the Customer"),
            ("habits", "New Appliance or Season"),
            ("vacant", "Vacant or Away"),
            ("dial", "Turn-Over Confirmed"),
        ],
        "Verification Method",
        copy=False,
        help="An odd reading is verified before it is billed.",
    )
    note = fields.Char()
    entered_by_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
        index=True,
    )
    reviewed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    reviewed_on = fields.Datetime(readonly=True, copy=False)
    bill_id = fields.Many2one(
        "gas.bill",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    class_change_id = fields.Many2one(
        "gas.application",
        "Change of Use Application",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Billed at the price that held before this application changed it.",
    )
    billed_before = fields.Boolean(
        "Billed Elsewhere",
        compute="_compute_billed_before",
        store=True,
        precompute=True,
        help="Billed by the system before this one: history, never billed here.",
    )

    _one_per_day = models.UniqueIndex(
        "(meter_id, date DESC) WHERE state <> 'rejected'",
        "This meter already has a reading on that day: reject it before entering "
        "another.",
    )
    _history = models.Index("(meter_id, date DESC, id DESC)")
    _waiting = models.Index(
        "(contract_id, date) "
        "WHERE bill_id IS NULL AND NOT billed_before AND state <> 'rejected'"
    )
    _index_positive = models.Constraint(
        "CHECK (index_m3 >= 0)", "An index of a gas meter is not negative."
    )
    _four_eyes = models.Constraint(
        "CHECK (reviewed_by_id IS NULL OR reviewed_by_id <> entered_by_id)",
        "A reading is reviewed by another person than the one who entered it.",
    )
    # What a bill rests on.
    _CONTENT = {"contract_id", "meter_id", "date", "index_m3", "source"}

    @api.depends("contract_id", "date")
    def _compute_display_name(self):
        for reading in self:
            reading.display_name = f"{reading.contract_id.name} {reading.date}"

    @api.depends("contract_id")
    def _compute_from_contract(self):
        for reading in self:
            contract = reading.contract_id
            if not reading.meter_id:
                reading.meter_id = contract.meter_id
            reading.station_id = contract.station_id
            reading.route_id = contract.route_id
            reading.company_id = contract.company_id

    @api.depends("contract_id.opening_date", "date")
    def _compute_billed_before(self):
        for reading in self:
            opening = reading.contract_id.opening_date
            reading.billed_before = bool(opening and reading.date <= opening)

    # Not on the state, which counts as far as it is "rejected" only: see write().
    @api.depends("meter_id", "date", "index_m3", "source")
    def _compute_use(self):
        """Compare with the readings before, of all of ``self`` in two queries."""
        history = self._history_before()
        stand_ins = defaultdict(list)  # the rows of a reading in later ones' history
        for row in chain.from_iterable(history.values()):
            stand_ins[row["id"]].append(row)
        checks = self.env["gas.reading.check"]
        limits = {
            company: checks._by_class(company)
            for company in self.company_id or self.env.company
        }
        for reading in self.sorted("date"):
            before = history.get(reading.id, [])
            previous = before[0] if before else None
            if not (previous and reading.meter_id and reading.date):
                reading.update(
                    {
                        "previous_date": False,
                        "previous_index_m3": 0.0,
                        "days": 0,
                        "volume_m3": 0.0,
                        "usual_m3": 0.0,
                        "rolled_over": False,
                        "finding": False,
                    }
                )
                continue
            use = consumption(
                as_volume(previous["index_m3"]),
                as_volume(reading.index_m3),
                reading.meter_id.digits,
            )
            if reading.state == "rejected":
                use = Consumption(Decimal(0), False)
            days = (reading.date - previous["date"]).days
            check = limits[reading.company_id].get(reading.user_class, checks)
            usual = usual_daily(before, reading.date)
            odd = finding(
                use.volume,
                days,
                usual=usual,
                rolled_over=use.rolled_over,
                zeros_before=zeros_in_a_row(before),
                estimated=previous["source"] == "estimated",
                limits=check._limits(),
            )
            reading.update(
                {
                    "previous_date": previous["date"],
                    "previous_index_m3": previous["index_m3"],
                    "days": days,
                    "volume_m3": float(use.volume),
                    "usual_m3": float((usual or 0) * days),
                    "rolled_over": use.rolled_over,
                    "finding": odd if reading.state != "rejected" else False,
                }
            )
            for row in stand_ins[reading.id]:
                row.update(volume_m3=float(use.volume), days=days)

    def _history_before(self):
        """Return {reading id: [rows of ``_rows_before``]}."""
        if not self.ids:
            return {}
        return self._rows_before(
            SQL(
                """
                SELECT id AS key, meter_id, date, id
                  FROM gas_meter_reading
                 WHERE id = ANY(%s)
                """,
                list(self.ids),
            )
        )

    @api.model
    def _rows_before(self, asked):
        """Return {key: [rows, newest first]}: what was read of meters before a day.

        ``asked``: SQL of (key, meter_id, date, id); a reading of that very day counts
        if its id is smaller. A row: {id, contract_id, date, index_m3, volume_m3, days,
        source}; where the meter was installed after its last reading, or has none, the
        installation stands last, with an id of None.
        """
        # Not what is computed: that may be what the rows are asked for.
        facts = ["meter_id", "contract_id", "date", "index_m3", "state", "source"]
        self.flush_model(facts)
        self.env["gas.meter.installation"].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT asked.key, before.*
                  FROM (%(asked)s) asked
                  JOIN LATERAL (
                       (SELECT id, contract_id, date, index_m3, volume_m3, days, source
                          FROM gas_meter_reading
                         WHERE meter_id = asked.meter_id
                           AND state <> 'rejected'
                           AND (date, id) < (asked.date, asked.id)
                         ORDER BY date DESC, id DESC
                         LIMIT %(limit)s)
                       UNION ALL
                       (SELECT NULL, NULL, date_start, index_start_m3, NULL, NULL, NULL
                          FROM gas_meter_installation
                         WHERE meter_id = asked.meter_id
                           AND date_start <= asked.date
                         ORDER BY date_start DESC
                         LIMIT 1)
                  ) before ON TRUE
                 ORDER BY asked.key, before.date DESC, before.id DESC NULLS LAST
                """,
                asked=asked,
                limit=HISTORY,
            )
        )
        history = defaultdict(list)
        for row in rows:
            before = history[row["key"]]
            # What lies before the installation was another customer's gas.
            if before and before[-1]["id"] is None:
                continue
            row["index_m3"] = float(row["index_m3"])
            row["volume_m3"] = float(row["volume_m3"] or 0)
            before.append(row)
        return history

    @api.constrains("meter_id", "contract_id", "date", "index_m3")
    def _check_meter_hangs_there(self):
        today = self.env.company._promise_today()
        installations = (
            self.env["gas.meter.installation"]
            .search([("meter_id", "in", self.meter_id.ids)])
            .grouped("meter_id")
        )
        for reading in self:
            if reading.date > today:
                raise ValidationError(
                    self.env._(
                        "%(reading)s: the day lies in the future. Check the date.",
                        reading=reading.display_name,
                    )
                )
            if reading.index_m3 >= 10**reading.meter_id.digits:
                raise ValidationError(
                    self.env._(
                        "%(reading)s: index %(index)s does not fit the dial of "
                        "%(digits)d digits. Check the index.",
                        reading=reading.display_name,
                        index=plain_number(reading.index_m3),
                        digits=reading.meter_id.digits,
                    )
                )
            if not any(
                installation.service_point_id == reading.contract_id.service_point_id
                and installation.date_start <= reading.date
                and (not installation.date_end or reading.date <= installation.date_end)
                for installation in installations.get(reading.meter_id, ())
            ):
                raise ValidationError(
                    self.env._(
                        "%(reading)s: meter %(meter)s did not hang at this household "
                        "on that day. Check the meter number and the date.",
                        reading=reading.display_name,
                        meter=reading.meter_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        readings = super().create(vals_list)
        readings._refresh_later_ones()
        return readings

    def write(self, vals):
        if vals.keys() & (self._CONTENT | {"state"}):
            self._refuse_if_billed()
        if vals.keys() & (self._CONTENT | {"handling"}):
            self._refuse_if_reviewed()
        entered = self
        if vals.keys() & self._CONTENT:
            entered = self._let_in(vals)
            vals = {**vals, "entered_by_id": self.env.uid}
        result = super(GasMeterReading, entered).write(vals)
        if vals.keys() & {"date", "index_m3", "source", "meter_id"}:
            self._refresh_later_ones()
        return result

    def _move_to(self, state, **vals):
        """Note who reviewed; what is rejected counts no more, nor its volume."""
        counted_anew = self.filtered(
            lambda reading: "rejected" in (reading.state, state)
        )
        reviewed = state == "reviewed"
        super()._move_to(
            state,
            reviewed_by_id=self.env.uid if reviewed else False,
            reviewed_on=fields.Datetime.now() if reviewed else False,
            **vals,
        )
        if counted_anew:
            self.env.add_to_compute(self._fields["volume_m3"], counted_anew)
            counted_anew._refresh_later_ones()

    def _refresh_later_ones(self):
        """Compute the reading after a changed one anew: it counts from it."""
        if not self:
            return
        first = min(self.mapped("date"))
        later = self.search(
            [
                ("meter_id", "in", self.meter_id.ids),
                ("date", ">=", first),
                ("bill_id", "=", False),
                ("state", "!=", "rejected"),
                ("id", "not in", self.ids),
            ]
        )
        if later:
            self.env.add_to_compute(self._fields["volume_m3"], later)

    def _refuse_if_reviewed(self):
        """Refuse to change what the reviewer has seen."""
        if self.filtered(lambda reading: reading.state != "entered"):
            raise UserError(
                self.env._(
                    "Only a reading that is not reviewed yet can be changed. Take "
                    "the review back first."
                )
            )

    def _refuse_if_billed(self):
        if billed := self.filtered("bill_id"):
            raise UserError(
                self.env._(
                    "%(reading)s has been billed and stays as it is. Cancel the bill "
                    "%(bill)s first.",
                    reading=billed[0].display_name,
                    bill=billed[0].bill_id.display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_billed(self):
        self._refuse_if_billed()

    # Review

    def _obstacles(self, state):
        yield from super()._obstacles(state)
        if state == "reviewed" and (obstacle := self._review_obstacle()):
            yield self._explain_obstacle(obstacle)

    def _review_obstacle(self):
        """Return why this user cannot review this reading, or None.

        "own": entered by the user; "wrong": its index cannot be right; "odd": nobody
        said how it was verified.
        """
        self.ensure_one()
        if self.entered_by_id == self.env.user:
            return "own"
        if self.finding in WRONG_FINDINGS:
            return "wrong"
        if self.finding and not self.handling:
            return "odd"
        return None

    def _explain_obstacle(self, obstacle):
        findings = self._selection_labels("finding")
        named = {
            "reading": self.display_name,
            "finding": findings.get(self.finding),
        }
        if obstacle == "own":
            return self.env._(
                "%(reading)s: you entered this reading yourself, a colleague reviews "
                "it.",
                **named,
            )
        if obstacle == "wrong":
            return self.env._(
                "%(reading)s cannot be (%(finding)s): open it to see what to do.",
                **named,
            )
        return self.env._(
            "%(reading)s is odd (%(finding)s): say how it was verified, then "
            "review it.",
            **named,
        )

    def action_review(self):
        """Review those that can be; tell how many wait for somebody, and why."""
        waiting = self.filtered(lambda reading: reading.state == "entered")
        if len(waiting) == 1:
            waiting._move_to("reviewed")
            return None
        refused = waiting.grouped(lambda reading: reading._review_obstacle())
        ready = refused.pop(None, self.browse())
        ready._move_to("reviewed")
        return notification(
            **self._review_notice(len(ready), refused),
            then={"type": "ir.actions.client", "tag": "soft_reload"},
        )

    def _review_notice(self, done, refused):
        """Tell the outcome of a review; ``refused``: {obstacle: readings}."""
        if not refused:
            return {
                "kind": "success",
                "message": self.env._("%d readings reviewed.", done),
            }
        reasons = {
            "odd": self.env._("%d are odd: say how they were verified."),
            "wrong": self.env._("%d have an index that cannot be: open each one."),
            "own": self.env._("%d you entered yourself: a colleague reviews them."),
        }
        return {
            "kind": "warning",
            "message": " ".join(
                [
                    self.env._(
                        "%(done)d readings reviewed, %(refused)d refused.",
                        done=done,
                        refused=sum(map(len, refused.values())),
                    ),
                    *(reasons[key] % len(of_it) for key, of_it in refused.items()),
                ]
            ),
            "sticky": True,  # takes longer to read than a notice stays
        }

    def action_take_back(self):
        self._move_to("entered")

    def action_reject(self):
        self._move_to("rejected")
