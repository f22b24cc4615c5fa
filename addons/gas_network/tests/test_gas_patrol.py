import doctest
from datetime import date, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.gas_workorder.tests.crew import CrewCase

from ..network import rounds
from ..network.rounds import next_round


@tagged("post_install", "-at_install")
@freeze_time("2026-11-23 01:00:00")  # Monday, 9:00 in China
class TestGasPatrol(CrewCase):
    """D30: rounds over the network make their orders, and say what is not in order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls.role("station_head", cls.east)
        cls.patrol = cls.kind("patrol")
        cls.regulator, cls.valve = cls.env["gas.network.node"].create(
            [
                {
                    "code": f"P{cls._next()}",
                    "name": name,
                    "kind": kind,
                    "station_id": cls.east.id,
                    "latitude": 22.82,
                    "longitude": 108.37,
                }
                for name, kind in (("Old town", "regulator"), ("Bridge", "valve"))
            ]
        )
        cls.plan = cls._plan()

    @classmethod
    def _plan(cls, **vals):
        return (
            cls.env["gas.patrol.plan"]
            .with_user(cls.dispatcher)
            .create(
                {
                    "name": "Regulators of the old town",
                    "station_id": cls.east.id,
                    "team_id": cls.station_crew.id,
                    "first_on": date(2026, 11, 24),
                    "every": 1,
                    "unit": "week",
                    "start_hour": 8.5,
                    "point_ids": [
                        (0, 0, {"node_id": cls.regulator.id}),
                        (0, 0, {"name": "Meter of the ceramics factory"}),
                    ],
                    **vals,
                }
            )
        )

    def _cron(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "gas_network.gas_patrol_plan_cron_make_orders"
            ).method_direct_trigger()

    # Days

    def test_examples_hold(self):
        tried = doctest.testmod(rounds)
        self.assertEqual(tried.failed, 0)
        self.assertGreater(tried.attempted, 2)

    def test_days_of_a_series(self):
        """Whatever the series: the next day is later, and no day lies between."""
        days = st.dates(date(2020, 1, 1), date(2030, 12, 31))

        @settings(max_examples=200, deadline=None)
        @given(
            days, st.integers(1, 40), st.sampled_from(("day", "week", "month")), days
        )
        def check(first, every, unit, after):
            found = next_round(first, every, unit, after)
            self.assertGreater(found, min(after, first - timedelta(1)))
            self.assertGreaterEqual(found, first)
            # Counted from the day before, the series has the same day.
            self.assertEqual(
                next_round(first, every, unit, found - timedelta(1)), found
            )
            if found > first:
                self.assertLess(
                    (found - after).days,
                    every * {"day": 1, "week": 7, "month": 31}[unit] + 1,
                )

        check()

    # Orders that make themselves

    def test_plan_that_cannot_be_ordered_stops_no_other(self):
        other = self._plan(name="Valves of the bridge")
        model = type(self.plan)
        prepare = model._prepare_order

        def fail(plan, day):
            if plan == self.plan:
                raise ValueError("Wang")
            return prepare(plan, day)

        with (
            patch.object(model, "_prepare_order", fail),
            self.assertLogs("odoo.addons.gas_promise", "ERROR") as logged,
        ):
            self._cron()
        self.assertEqual(len(other.order_ids), 1)
        self.assertFalse(self.plan.order_ids)
        self.assertIn(f"gas.patrol.plan({self.plan.id},)", logged.output[0])
        self.assertNotIn("Wang", logged.output[0])
        self._cron()
        self.assertEqual(len(self.plan.order_ids), 1)

    def test_round_is_ordered_the_day_before_and_once(self):
        self.assertEqual(self.plan.next_on, date(2026, 11, 24))
        self._cron()
        order = self.plan.order_ids
        self.assertRecordValues(
            order,
            [
                {
                    "type": self.patrol.id,
                    "state": "dispatched",
                    "team_id": self.station_crew.id,
                    "area_id": self.east.id,
                    "station_id": self.east.id,
                    "address": "Regulators of the old town",
                    "patrol_on": date(2026, 11, 24),
                    # 8:30 in China
                    "scheduled_date_start": datetime(2026, 11, 24, 0, 30),
                }
            ],
        )
        self.assertEqual(
            order.check_line_ids.mapped(lambda line: (line.phase, line.name)),
            [
                ("round", f"Regulator {self.regulator.code} Old town"),
                ("round", "Meter of the ceramics factory"),
            ],
        )
        # A promise is one to a customer.
        self.assertFalse(order.promise_ids)
        self.assertEqual(self.plan.next_on, date(2026, 12, 1))
        self._cron()
        self.assertEqual(self.plan.order_ids, order)
        with freeze_time("2026-11-30 01:00:00"):
            self._cron()
        self.assertEqual(len(self.plan.order_ids), 2)

    def test_days_when_nothing_ran_are_one_round(self):
        with freeze_time("2026-12-17 01:00:00"):
            self._cron()
            self.assertEqual(
                self.plan.order_ids.mapped("patrol_on"), [date(2026, 12, 15)]
            )
            self.assertEqual(self.plan.next_on, date(2026, 12, 22))
            self.assertTrue(self.plan.is_behind)
            self.assertIn(
                self.plan,
                self.env["gas.patrol.plan"].search([("is_behind", "=", True)]),
            )
            self.assertNotIn(
                self.plan,
                self.env["gas.patrol.plan"].search([("is_behind", "=", False)]),
            )

    def test_crew_that_may_not_go_leaves_it_on_the_board(self):
        self.plan.type_id = self.kind("maintenance")  # takes two people
        self.station_crew.member_ids[1:].team_id = False
        self._cron()
        order = self.plan.order_ids
        self.assertEqual(order.state, "new")
        self.assertIn("takes 2 people", order.message_ids[:1].body)

    def test_round_besides_the_plan(self):
        action = self.plan.with_user(self.head).action_order_today()
        order = self.env["fsm.order"].browse(action["res_id"])
        self.assertEqual(order.patrol_on, date(2026, 11, 23))
        self.assertEqual(self.plan.next_on, date(2026, 11, 24))
        with self.assertRaisesRegex(UserError, "ordered already"):
            self.plan.action_order_today()
        self.assertEqual(self.plan.order_ids, order)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.plan._order_for({self.plan: date(2026, 11, 23)})

    def test_round_ordered_by_hand_is_not_ordered_again(self):
        self.plan._order_for({self.plan: date(2026, 11, 24)})
        self._cron()
        self.assertEqual(self.plan.order_ids.mapped("patrol_on"), [date(2026, 11, 24)])
        self.assertEqual(self.plan.next_on, date(2026, 12, 1))

    def test_orders_of_many_rounds_take_as_many_queries(self):
        def ordered(count):
            plans = self.env["gas.patrol.plan"].union(
                *(self._plan(team_id=False) for _number in range(count))
            )
            plans._make_orders()  # warm
            self.env.flush_all()
            before = self.cr.sql_log_count
            plans._make_orders()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        few, many = ordered(2), ordered(10)
        self.assertLessEqual(many, few + 10)

    # What is found

    def _round(self):
        self._cron()
        order = self.plan.order_ids.with_user(self.user)
        for step in ("action_accept", "action_depart", "action_arrive", "action_start"):
            getattr(order, step)()
        order.method = "round"
        return order

    def test_no_round_is_over_before_each_point_is_seen(self):
        order = self._round()
        regulator, meter = order.check_line_ids
        regulator.is_done = True
        with self.assertRaisesRegex(UserError, "Meter of the ceramics factory"):
            order.action_done()
        self.assertEqual(order.state, "working")
        meter.is_done = True
        order.action_done()
        self.assertEqual(order.state, "done")
        self.assertEqual(self.plan.last_done_on, date(2026, 11, 23))
        self.assertFalse(self.plan.is_behind)

    def test_what_is_not_in_order_is_ordered_at_once(self):
        order = self._round()
        line = order.check_line_ids[0]
        order._answer_check(line.id, True, words="outlet 4.1 kPa", is_faulty=True)
        found = line.sudo().found_order_id
        self.assertRecordValues(
            found,
            [
                {
                    "type": self.kind("maintenance").id,
                    "state": "new",
                    "station_id": self.east.id,
                    "address": f"Regulator {self.regulator.code} Old town",
                    "fault": "outlet 4.1 kPa",
                    "reporter": self.user.name,
                    "parent_order_id": order.id,
                    "latitude": 22.82,
                }
            ],
        )
        self.assertEqual(
            found.activity_ids.mapped(lambda each: (each.user_id, each.note)),
            [(self.head, "<p>outlet 4.1 kPa</p>")],
        )
        # Sent twice, and said better: it stays one order.
        order._answer_check(line.id, True, words="outlet 4.3 kPa", is_faulty=True)
        self.assertEqual(line.sudo().found_order_id, found)
        self.assertEqual(found.fault, "outlet 4.3 kPa")
        # It does not keep the crew from going on.
        order.check_line_ids[1].is_done = True
        order.action_done()
        self.assertEqual(order.state, "done")

    def test_nobody_is_sent_for_what_is_not_said(self):
        order = self._round()
        line = order.check_line_ids[0]
        with self.assertRaisesRegex(UserError, "say what is not in order"):
            order._answer_check(line.id, True, is_faulty=True)
        self.assertFalse(line.sudo().found_order_id)

    # The plan

    def test_devices_of_the_station_are_put_on_the_round(self):
        self.plan.action_add_devices()
        self.assertEqual(
            self.plan.point_ids.node_id & (self.regulator | self.valve),
            self.regulator | self.valve,
        )
        with self.assertRaisesRegex(UserError, "on the round already"):
            self.plan.action_add_devices()

    def test_plan_in_the_form(self):
        with Form(self.env["gas.patrol.plan"].with_user(self.head)) as form:
            form.name = "Bridges"
            form.station_id = self.east
            form.every = 1
            form.unit = "month"
            form.first_on = date(2026, 1, 31)
            with form.point_ids.new() as point:
                point.node_id = self.valve
        plan = form.record
        self.assertEqual(plan.next_on, date(2026, 1, 31))
        self.assertEqual(plan.point_ids.name, f"Valve {self.valve.code} Bridge")
        self.assertEqual(plan.type_id, self.patrol)

    def test_who_plans(self):
        elsewhere = self.role("station_head", self.west)
        with self.assertRaises(AccessError):
            self.plan.with_user(elsewhere).name = "mine"
        with self.assertRaises(AccessError):
            self.plan.with_user(self.user).name = "mine"
        for stranger in ("reader", "cashier"):
            with self.assertRaises(AccessError):
                self.plan.with_user(self.role(stranger)).read(["name"])
        with self.assertRaises(AccessError):
            self.plan.with_user(self.dispatcher).unlink()
        self.assertEqual(self.plan.name, "Regulators of the old town")
