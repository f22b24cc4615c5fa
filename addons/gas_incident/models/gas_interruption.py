from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, float_round

# The law asks for 48 hours, S1 for 24; below that, nothing is announced
# (docs/domain/service-limits.md).
LEAST_NOTICE_HOURS = 24
ENDED = ("restored", "cancelled")


class GasInterruption(models.Model):
    """Gas is off in an area: planned and announced, or torn by an incident.

    From a pipe or from buildings to valves and households, and back, one household
    after the other, each with its safety check.
    """

    _name = "gas.interruption"
    _description = "Interruption of Supply"
    _inherit = ["gas.state.mixin", "gas.promise.mixin"]
    _order = "starts_on desc, id desc"
    _check_company_auto = True
    _MOVES = {
        "draft": {"announced", "off", "cancelled"},
        "announced": {"off", "cancelled"},
        "off": {"restored"},
        "restored": set(),
        "cancelled": set(),
    }
    _STEPS = {
        "announced": "action_announce",
        "off": "action_off",
        "restored": "action_restored",
        "cancelled": "action_cancel",
    }

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    is_planned = fields.Boolean("Planned", default=True, readonly=True)
    state = fields.Selection(
        [
            ("draft", "Being Prepared"),
            ("announced", "Announced"),
            ("off", "Gas Is Off"),
            ("restored", "Restored"),
            ("cancelled", "Cancelled"),
        ],
        "Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    incident_id = fields.Many2one(
        "gas.incident", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    reason = fields.Char("Planned Work", required=True)
    station_id = fields.Many2one(
        "gas.area",
        "Service Station",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('kind', '=', 'station')]",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )

    # The area
    section_id = fields.Many2one(
        "gas.pipe.section", "Pipe Cut Off", check_company=True, index="btree_not_null"
    )
    section_ids = fields.Many2many(
        "gas.pipe.section",
        "gas_interruption_section_rel",
        string="Pipes Without Gas",
        readonly=True,
    )
    premise_ids = fields.Many2many(
        "gas.premise",
        "gas_interruption_premise_rel",
        string="Further Buildings",
        help="That are cut off, too, or that no pipe is drawn for.",
    )
    valve_ids = fields.One2many("gas.interruption.valve", "interruption_id", "Valves")
    household_ids = fields.One2many(
        "gas.interruption.household", "interruption_id", "Affected Households"
    )
    household_count = fields.Integer(
        "Number of Households", compute="_compute_household_count", store=True
    )
    off_count = fields.Integer("Households Still Off", compute="_compute_off_count")
    closed_count = fields.Integer(
        "Nobody at Home",
        compute="_compute_off_count",
        help="Their valve stays closed until they are visited.",
    )
    obstacles = fields.Text("Before the Next Step", compute="_compute_obstacles")

    # When
    starts_on = fields.Datetime("Gas Off From", required=True, tracking=True)
    ends_on = fields.Datetime("Until", tracking=True)
    announced_on = fields.Datetime(readonly=True, copy=False)
    short_reason = fields.Char(
        "Reason for Short Notice",
        tracking=True,
        help="Needed when the notice is shorter than the rule.",
    )
    notice_ids = fields.One2many(
        "gas.interruption.notice", "interruption_id", "User Notices"
    )
    off_on = fields.Datetime("Gas Off On", readonly=True, copy=False)
    restored_on = fields.Datetime("Gas Restored On", readonly=True, copy=False)

    _dates_ordered = models.Constraint(
        "CHECK (ends_on IS NULL OR starts_on < ends_on)",
        "Gas cannot be on again before it is off.",
    )

    @api.depends("household_ids")
    def _compute_household_count(self):
        counts = self._household_counts([])
        for interruption in self:
            interruption.household_count = counts.get(interruption, 0)

    @api.depends("household_ids.state", "household_ids.contract_id.state")
    def _compute_off_count(self):
        """Count whom gas is to come back to: who was cut off by a stop waits for that.

        Whose contract has ended meanwhile waits for nothing.
        """
        running = ("contract_id.state", "=", "running")
        off = self._household_counts([("state", "=", "off"), running])
        closed = self._household_counts([("state", "=", "closed"), running])
        for interruption in self:
            interruption.off_count = off.get(interruption._origin, 0)
            interruption.closed_count = closed.get(interruption._origin, 0)

    def _household_counts(self, domain):
        return dict(
            self.env["gas.interruption.household"]
            .sudo()
            ._read_group(
                [("interruption_id", "in", self.ids), *domain],
                ["interruption_id"],
                ["__count"],
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        numbered = self._let_in(*vals_list)
        sequence = self.env.ref("gas_incident.sequence_interruption").sudo()
        sequence._gas_number(vals_list)
        return super(GasInterruption, numbered).create(vals_list).with_env(self.env)

    @api.depends("name", "reason")
    def _compute_display_name(self):
        for interruption in self:
            interruption.display_name = f"{interruption.name} {interruption.reason}"

    def write(self, vals):
        self._refuse_late(vals)
        return super().write(vals)

    def _refuse_late(self, vals):
        """Refuse to change what users were told, and what is off."""
        area = {"section_id", "premise_ids"} & vals.keys()
        for interruption in self:
            announced = interruption.state == "announced"
            if "starts_on" in vals and announced and not interruption._is_server():
                raise UserError(
                    self.env._(
                        "%s: the users were told this time. Cancel it, and plan "
                        "another one.",
                        interruption.display_name,
                    )
                )
            if area and interruption.state not in ("draft", "announced"):
                raise UserError(
                    self.env._(
                        "%s: gas is off already, or was. Where another pipe is cut "
                        "off, too, enter another interruption.",
                        interruption.display_name,
                    )
                )

    # What is still to be done

    @api.depends(
        "state",
        "is_planned",
        "starts_on",
        "ends_on",
        "short_reason",
        "household_count",
        "off_count",
        "notice_ids.notified_on",
        "notice_ids.premise_ids",
        "valve_ids.closed_on",
        "valve_ids.stuck_on",
        "valve_ids.opened_on",
    )
    def _compute_obstacles(self):
        """Tell what the next step takes, before somebody is refused for it."""
        for interruption in self:
            lines = interruption._obstacles() if interruption._origin else ()
            interruption.obstacles = "\n".join(lines)

    def _obstacles(self):
        """Yield what keeps an interruption from its next step (str)."""
        self.ensure_one()
        if self.state == "draft" and self.is_planned:
            yield from self._obstacles_to_announce()
        elif self.state in ("draft", "announced"):
            yield from self._obstacles_to_cut()
        elif self.state == "off":
            yield from self._obstacles_to_light()

    def _obstacles_before_cut(self):
        """Yield why no valve is closed yet (str): users were told, and when."""
        self.ensure_one()
        if self.state in ENDED:
            yield self.env._("It is over: no valve is closed for it.")
        if not self.is_planned or self.state in ("off", *ENDED):
            return
        if self.state == "draft":
            yield self.env._("It has not been announced: no gas is cut off yet.")
            return
        if fields.Datetime.now() < self.starts_on:
            yield self.env._(
                "Users were told that gas is off from %s: not earlier.",
                self.company_id._promise_local(self.starts_on).strftime(
                    "%Y-%m-%d %H:%M"
                ),
            )
        # What was found or changed after the announcement, too.
        yield from self._obstacles_to_announce()

    def _obstacles_to_cut(self):
        """Yield why gas cannot be said to be off (str)."""
        yield from self._obstacles_before_cut()
        for valve in self.valve_ids:
            if valve.to_close:
                yield self.env._(
                    "Valve %s: register that it was closed, or that it does not close.",
                    valve.node_id.display_name,
                )

    def _obstacles_before_lighting(self):
        """Yield why there is nothing to be lit (str)."""
        if self.state not in ("off", "restored"):
            yield self.env._("The gas is not off, nothing is to be restored.")

    def _obstacles_to_light(self):
        """Yield why no household gets gas yet (str).

        A valve that another work keeps closed may stay so: what it feeds finds no gas
        when it is tested.
        """
        for valve in self.valve_ids:
            if valve.is_closed and not valve._holder():
                yield self.env._(
                    "Valve %s is closed: register that it was opened first.",
                    valve.node_id.display_name,
                )

    # The area

    def action_find(self):
        """Find valves and households by the network and the buildings that are named.

        What was found before and is not restored yet gives way to it.
        """
        for interruption in self:
            if interruption.state not in ("draft", "announced"):
                raise UserError(
                    self.env._(
                        "%s: gas is off already, the households stay as they are.",
                        interruption.display_name,
                    )
                )
            interruption._find_network()
            interruption.household_ids.sudo().unlink()
            interruption._find_households()
            # What others have cut off loses nothing more, but their valves stay shut.
            nothing_shut = not any(interruption.valve_ids.mapped("is_closed"))
            if not interruption.household_count and nothing_shut:
                raise UserError(
                    self.env._(
                        "%s: no household with gas hangs on this pipe or lives in "
                        "these buildings. Choose others.",
                        interruption.display_name,
                    )
                )

    def _extend_area(self):
        """Add the next valves, pipes and households: a valve does not close."""
        for interruption in self.filtered(lambda each: each.state not in ENDED):
            before = interruption.household_count
            interruption._find_network()
            interruption._find_households()
            if interruption.incident_id:
                interruption.incident_id._note(
                    "decision",
                    self.env._(
                        "%(valves)d valves to close, %(more)d more households without "
                        "gas.",
                        valves=len(interruption.valve_ids.filtered("to_close")),
                        more=interruption.household_count - before,
                    ),
                )

    def _find_network(self):
        """List valves and pipes; what was turned already stays on the list."""
        valves = self.valve_ids
        turned = valves.filtered(lambda each: each.closed_on or each.stuck_on)
        if not self.section_id:
            self._write_as_server({"section_ids": [fields.Command.clear()]})
            (valves - turned).unlink()
            return
        closed = turned.filtered(
            lambda each: each.is_closed and not each._holder()
        ).node_id
        stuck = turned.filtered("stuck_on").node_id - closed
        found = self.section_id._burst(stuck.ids, closed.ids)
        wanted = {*found.valves, *found.sources}
        (valves - turned).filtered(lambda each: each.node_id.id not in wanted).unlink()
        held = self._held_by_others(found.kept)
        there = set(self.valve_ids.node_id.ids)
        pipes = set(found.dead)
        if self.state == "off":
            pipes.update(self.section_ids.ids)
        self._write_as_server(
            {
                "section_ids": [fields.Command.set(sorted(pipes))],
                "valve_ids": [
                    *(
                        fields.Command.create({"node_id": node_id})
                        for node_id in (*found.valves, *found.sources)
                        if node_id not in there
                    ),
                    *(
                        fields.Command.create(
                            {
                                "node_id": valve.node_id.id,
                                "closed_on": valve.closed_on,
                                "closed_by_id": valve.closed_by_id.id,
                            }
                        )
                        for valve in held
                        if valve.node_id.id not in there
                    ),
                ],
            }
        )

    def _held_by_others(self, node_ids):
        """Return the lines of others that keep these valves closed, one of each (sudo).

        They stay closed for this interruption, too, when the others are over.
        """
        lines = (
            self.env["gas.interruption.valve"]
            .sudo()
            .search(
                [
                    ("node_id", "in", node_ids),
                    ("interruption_id", "!=", self.id),
                    ("closed_on", "!=", False),
                    ("opened_on", "=", False),
                ]
            )
        )
        return lines.browse(
            {line.node_id.id: line.id for line in lines.sorted("closed_on")}.values()
        )

    def _find_households(self):
        """Find all in one statement: a main pipe feeds tens of thousands."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO gas_interruption_household
                       (interruption_id, contract_id, premise_id, station_id,
                        company_id, state, create_uid, create_date, write_uid,
                        write_date)
                SELECT %(id)s, contract.id, premise.id, contract.station_id,
                       contract.company_id, 'off', %(user)s, %(now)s, %(user)s,
                       %(now)s
                  FROM gas_contract contract
                  JOIN gas_service_point point ON point.id = contract.service_point_id
                  JOIN gas_premise premise ON premise.id = point.premise_id
                 WHERE contract.state = 'running'
                   AND contract.company_id = %(company)s
                   AND (premise.id = ANY(%(premises)s)
                        OR premise.pipe_section_id = ANY(%(sections)s))
                ON CONFLICT (interruption_id, contract_id) DO NOTHING
                """,
                id=self.id,
                user=self.env.uid,
                now=fields.Datetime.now(),
                company=self.company_id.id,
                premises=self.premise_ids.ids,
                sections=self.section_ids.ids,
            )
        )
        self.env.invalidate_all()
        self.modified(["household_ids"])

    # The steps

    def action_announce(self):
        """Note that it is announced: early enough, and to every building."""
        for interruption in self:
            interruption._refuse_for(interruption._obstacles_to_announce())
        self._move_to("announced", announced_on=fields.Datetime.now())

    def _obstacles_to_announce(self):
        """Yield what keeps an interruption from being announced (str)."""
        self.ensure_one()
        if not self.household_count:
            yield self.env._("Find the households first.")
        if not self.ends_on:
            yield self.env._("Tell until when gas is off.")
        notified_on = self._notified_on()
        if not notified_on:
            yield self.env._("Enter how the users were told, and when.")
            return
        for premise in self._premises_not_notified():
            yield self.env._("Nobody was told in %s.", premise.name)
        hours = (self.starts_on - notified_on) / timedelta(hours=1)
        wanted = self.company_id.gas_interruption_notice_hours
        if hours < LEAST_NOTICE_HOURS:
            yield self.env._(
                "Users were told %(hours)g hours before. Less than %(least)d is not "
                "permitted: choose a later time.",
                hours=float_round(hours, 1),
                least=LEAST_NOTICE_HOURS,
            )
        elif hours < wanted and not self.short_reason:
            yield self.env._(
                "Users were told %(hours)g hours before instead of %(wanted)d. Choose "
                "a later time, or say why at short notice.",
                hours=float_round(hours, 1),
                wanted=wanted,
            )

    def _notified_on(self):
        """Return when the last building was told; False if none was."""
        return max(self.notice_ids.mapped("notified_on"), default=False)

    def _premises_not_notified(self):
        """Return the buildings that no notice names, when none is for all of them."""
        if any(not notice.premise_ids for notice in self.notice_ids):
            return self.env["gas.premise"]
        return self._premises() - self.notice_ids.premise_ids

    def _premises(self):
        """Return the buildings in which households are without gas."""
        groups = self.env["gas.interruption.household"]._read_group(
            [("interruption_id", "=", self.id)], ["premise_id"]
        )
        return self.env["gas.premise"].union(*(premise for (premise,) in groups))

    def action_off(self):
        """Note that gas is off: its valves are closed, and its time has come."""
        for interruption in self:
            interruption._refuse_for(interruption._obstacles_to_cut())
        self._move_to("off", off_on=fields.Datetime.now())

    def action_restored(self):
        """Close it: each household has gas again, or is closed and to be visited."""
        for interruption in self:
            interruption._refuse_for(interruption._obstacles_to_restore())
        self._move_to("restored", restored_on=fields.Datetime.now())

    def _obstacles_to_restore(self):
        yield from self._obstacles_to_light()
        if self.off_count:
            yield self.env._("%d households are still without gas.", self.off_count)

    def action_cancel(self):
        for interruption in self:
            interruption._refuse_for(interruption._obstacles_to_light())
        self._move_to("cancelled")

    def action_open_households(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_incident.gas_interruption_household_action"
        )
        return {
            **action,
            "domain": [("interruption_id", "=", self.id)],
            "context": {"search_default_unlit": 1, "search_default_group_premise": 1},
        }

    def _hours_without(self):
        """Return the longest time (hours) that gas was off, by what is restored."""
        return max(
            (
                (each.restored_on - each.off_on) / timedelta(hours=1)
                for each in self
                if each.off_on and each.restored_on
            ),
            default=0.0,
        )
