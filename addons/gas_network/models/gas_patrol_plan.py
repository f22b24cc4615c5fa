import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.date_utils import float_to_time

from odoo.addons.gas_promise.tools import one_by_one
from odoo.addons.gas_workorder.models.fsm_order import OVER

from ..network.rounds import next_round

_logger = logging.getLogger(__name__)


class GasPatrolPlan(models.Model):
    """A round over the network, or a maintenance of it, that comes again and again.

    Its orders make themselves some days ahead. What is not in order becomes an order of
    its own while the crew still stands there (see ``gas.order.check.line``).
    Source: S0 parts 2 and 3 (docs/domain/manuals.md).
    """

    _name = "gas.patrol.plan"
    _description = "Patrol Plan"
    _inherit = ["mail.thread"]
    _order = "next_on, name, id"
    _check_company_auto = True

    name = fields.Char("Round", required=True)
    type_id = fields.Many2one(
        "fsm.order.type",
        "Kind of Work",
        required=True,
        ondelete="restrict",
        domain="[('code', 'in', ('patrol', 'maintenance'))]",
        default=lambda self: self.env.ref("gas_network.fsm_order_type_patrol"),
    )
    station_id = fields.Many2one(
        "gas.area",
        "Service Station",
        required=True,
        index=True,
        domain="[('kind', '=', 'station')]",
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    team_id = fields.Many2one(
        "fsm.team",
        "Crew",
        check_company=True,
        tracking=True,
        help="It is sent as soon as the order is made. Nobody is, if none is chosen: "
        "the order waits on the dispatch board.",
    )
    every = fields.Integer("Repeat Every", required=True, default=1, tracking=True)
    unit = fields.Selection(
        [("day", "days"), ("week", "weeks"), ("month", "months")],
        required=True,
        default="week",
        tracking=True,
    )
    first_on = fields.Date(
        "First Day",
        required=True,
        default=lambda self: self.env.company._promise_today(),
        help="The days of the round are counted from here.",
    )
    start_hour = fields.Float("Start Time", default=9.0)
    days_ahead = fields.Integer(
        "Ordered Ahead (days)",
        default=1,
        help="So many days before, the order stands on the board and in the crew's "
        "plan.",
    )
    next_on = fields.Date(
        "Next Round",
        compute="_compute_next_on",
        store=True,
        index=True,
        help="The next day without an order.",
    )
    ordered_until = fields.Date(readonly=True, copy=False)
    point_ids = fields.One2many("gas.patrol.point", "plan_id", "Points", copy=True)
    point_count = fields.Integer("Number of Points", compute="_compute_point_count")
    order_ids = fields.One2many("fsm.order", "patrol_plan_id", "Orders")
    order_count = fields.Integer("Rounds", compute="_compute_orders")
    last_done_on = fields.Date(compute="_compute_orders")
    is_behind = fields.Boolean(
        "Overdue",
        compute="_compute_orders",
        search="_search_is_behind",
        help="A round of an earlier day is not over yet.",
    )
    note = fields.Text("Instructions")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    active = fields.Boolean(default=True)

    _every_positive = models.Constraint(
        "CHECK (every > 0)", "A round comes again after one day at least."
    )
    _ahead_in_bounds = models.Constraint(
        "CHECK (days_ahead BETWEEN 0 AND 31)",
        "Orders of rounds are made up to 31 days ahead.",
    )
    _hour_of_the_day = models.Constraint(
        "CHECK (start_hour >= 0 AND start_hour < 24)",
        "A round begins at an hour between 0:00 and 23:59.",
    )

    @api.depends("first_on", "every", "unit", "ordered_until")
    def _compute_next_on(self):
        for plan in self:
            if not (plan.first_on and plan.unit and plan.every > 0):
                plan.next_on = False
                continue
            before = plan.first_on - timedelta(1)
            plan.next_on = next_round(
                plan.first_on,
                plan.every,
                plan.unit,
                max(before, plan.ordered_until or before),
            )

    @api.depends("point_ids")
    def _compute_point_count(self):
        counts = dict(
            self.env["gas.patrol.point"]._read_group(
                [("plan_id", "in", self.ids)], ["plan_id"], ["__count"]
            )
        )
        for plan in self:
            plan.point_count = counts.get(plan._origin, 0)

    @api.depends("order_ids.state", "order_ids.patrol_on")
    def _compute_orders(self):
        orders = self.env["fsm.order"]
        ours = [("patrol_plan_id", "in", self.ids)]
        figures = {
            plan: (count, last)
            for plan, count, last in orders._read_group(
                ours, ["patrol_plan_id"], ["__count", "done_on:max"]
            )
        }
        behind = orders.search_fetch(
            [*ours, *self._behind_domain()], ["patrol_plan_id"]
        ).patrol_plan_id
        for plan in self:
            count, last = figures.get(plan._origin, (0, None))
            plan.order_count = count
            plan.last_done_on = last and plan.company_id._promise_local(last).date()
            plan.is_behind = plan._origin in behind

    def _behind_domain(self):
        today = self.env.company._promise_today()
        return [("patrol_on", "<", today), ("state", "not in", OVER)]

    def _search_is_behind(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("order_ids", "any", self._behind_domain())]

    # Orders

    @api.model
    def _cron_make_orders(self, batch_size=50):
        """Make the orders of one batch of rounds that come; Odoo calls again."""
        last = self.env.company._promise_today() + timedelta(31)
        coming = self.search([("next_on", "<=", last)])
        due = coming.filtered(lambda plan: plan.next_on <= plan._horizon())
        batch = due[:batch_size]
        free = batch.try_lock_for_update(allow_referencing=True)
        errors = one_by_one(free, lambda plans: plans._make_orders())
        _logger.info("Orders of %d patrol plans", len(free) - len(errors))
        self.env["ir.cron"]._commit_progress(
            len(batch), remaining=len(due) - len(batch)
        )

    def _horizon(self):
        """Return the last day whose round is ordered today."""
        return self.company_id._promise_today() + timedelta(self.days_ahead)

    def _make_orders(self):
        """Make the order of the next round of each of ``self``; return the orders.

        Rounds whose day has passed without an order, for nothing ran, are not made up
        one by one: the last of them stands for all.
        """
        days = {}
        for plan in self:
            today, day = plan.company_id._promise_today(), plan.next_on
            series = (plan.first_on, plan.every, plan.unit)
            while (later := next_round(*series, day)) <= today:
                day = later
            days[plan] = day
            plan.sudo().ordered_until = day
        ordered = [
            ("patrol_plan_id", "in", self.ids),
            ("patrol_on", "in", list(days.values())),
        ]
        orders = self.env["fsm.order"].sudo().search(ordered)
        taken = {(order.patrol_plan_id, order.patrol_on) for order in orders}
        # Somebody has ordered it by hand.
        free = {plan: day for plan, day in days.items() if (plan, day) not in taken}
        return self._order_for(free)

    def action_order_today(self):
        """Order a round for today, besides those of the plan: after a storm, say."""
        self.ensure_one()
        self.check_access("write")
        today = self.company_id._promise_today()
        if self.order_ids.filtered(lambda order: order.patrol_on == today):
            raise UserError(
                self.env._("%s: the round of today is ordered already.", self.name)
            )
        order = self._order_for({self: today})
        if self.next_on == today:
            self.sudo().ordered_until = today
        return order._get_records_action(context={})

    def _order_for(self, days):
        """Make and send out one order for each {plan: day}."""
        orders = (
            self.env["fsm.order"]
            .sudo()
            .create([plan._prepare_order(day) for plan, day in days.items()])
        )
        for order in orders:
            order._send_round()
        return orders.sudo(self.env.su)

    def _prepare_order(self, day):
        return {
            "type": self.type_id.id,
            "company_id": self.company_id.id,
            "area_id": self.station_id.id,
            "address": self.name,
            "fault": self.note,
            "patrol_plan_id": self.id,
            "patrol_on": day,
            "scheduled_date_start": self.company_id._promise_moment(
                day, float_to_time(self.start_hour)
            ),
        }

    # Buttons

    def action_add_devices(self):
        """Put the regulators, gates and valves of the station on the round."""
        self.ensure_one()
        devices = self.env["gas.network.node"].search(
            [
                ("station_id", "=", self.station_id.id),
                ("kind", "in", ("regulator", "gate", "valve")),
                ("id", "not in", self.point_ids.node_id.ids),
            ]
        )
        if not devices:
            raise UserError(
                self.env._(
                    "%s has no regulator or valve that is not on the round already. "
                    "Import the network, or enter the points by hand.",
                    self.station_id.name,
                )
            )
        last = max(self.point_ids.mapped("sequence"), default=0)
        self.env["gas.patrol.point"].create(
            [
                {"plan_id": self.id, "node_id": node.id, "sequence": last + number}
                for number, node in enumerate(devices, start=1)
            ]
        )

    def action_open_orders(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_network.gas_patrol_order_action"
        )
        return {**action, "domain": [("patrol_plan_id", "=", self.id)], "context": {}}
