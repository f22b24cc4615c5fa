from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..hooks import post_init_hook
from .common import OrderCase


@tagged("post_install", "-at_install")
class TestFsmOrder(OrderCase):
    """From the report to the end, through one door.

    D01–D08, D17, D19, D20, D31, D33, D38, E21.
    """

    def _check(self, order, phase, **found):
        lines = order.check_line_ids.filtered(lambda line: line.phase == phase)
        lines.is_done = True
        for line in lines.filtered(lambda line: line.answer == "reading"):
            line.reading = found.get("reading", line.lowest)

    def test_kinds_of_work_that_a_company_has_stay_at_installation(self):
        kind = self.env["fsm.order.type"].create({"name": "Boiler service"})
        post_init_hook(self.env)
        self.assertTrue(kind.active)

    def test_export_of_who_called_is_for_the_role_and_is_logged(self):
        """A08: as that of customers, also where no household is named."""
        order = self.make_order(
            contract_id=False,
            area_id=self.garden.id,
            reporter="王先生",
            reporter_phone="13900000001",
        )
        self.dispatcher.group_ids += self.env.ref("base.group_allow_export")
        for path in ("reporter", "reporter_phone"):
            with self.subTest(path=path), self.assertRaises(AccessError):
                order.with_user(self.dispatcher).export_data([path])
        order.with_user(self.dispatcher).export_data(["name", "state"])
        manager = self.role("manager")
        order.with_user(manager).export_data(["name", "reporter"])
        log = self.env["gas.export.log"].search(
            [("create_uid", "in", (manager | self.dispatcher).ids)]
        )
        self.assertRecordValues(
            log,
            [
                {
                    "create_uid": manager.id,
                    "model_id": self.env["ir.model"]._get_id("fsm.order"),
                    "record_count": 1,
                    "field_names": "name, reporter",
                }
            ],
        )

    # Where it is

    def test_household_says_where(self):
        order = self.make_order()
        point = self.household.service_point_id
        self.assertRecordValues(
            order,
            [
                {
                    "service_point_id": point.id,
                    "premise_id": point.premise_id.id,
                    "area_id": self.garden.id,
                    "station_id": self.east.id,
                    "address": point.name,
                    "state": "new",
                    "priority": "2",
                    "location_id": point.premise_id.fsm_location_id.id,
                }
            ],
        )
        self.assertTrue(order.location_id)
        self.assertRegex(order.name, r"^GD\d{11}$")

    def test_place_is_made_once_for_a_building(self):
        first, second = self.make_order(), self.make_order("ignition")
        self.assertEqual(first.location_id, second.location_id)

    def test_leak_on_the_street_has_a_community(self):
        order = self.make_order(
            "emergency", contract_id=False, area_id=self.garden.id, address="桥头"
        )
        self.assertEqual((order.station_id, order.address), (self.east, "桥头"))

    def test_order_without_any_place_is_refused(self):
        before = self.env["fsm.order"].search_count([])
        with self.assertRaises(ValidationError):
            self.make_order(contract_id=False)
        self.assertEqual(self.env["fsm.order"].search_count([]), before)

    def test_holiday_of_a_colleague_stops_no_order(self):
        day = datetime(2026, 12, 1, 1)
        self.env["resource.calendar.leaves"].create(
            {"name": "leave", "date_from": day, "date_to": day + timedelta(hours=2)}
        )
        order = self.make_order(
            scheduled_date_start=day - timedelta(hours=1),
            scheduled_date_end=day + timedelta(hours=3),
        )
        self.assertEqual(order.scheduled_date_start, day - timedelta(hours=1))

    # Who goes

    def test_nearest_crew_goes_first(self):
        order = self.make_order(
            "emergency_indoor", reported_on=datetime(2026, 11, 23, 1)
        )
        self.assertEqual(order.routed_to, "emergency")
        teams = [each.team for each in order._candidates()]
        mine = [t for t in teams if t in (self.near + self.far + self.station_crew)]
        self.assertEqual(mine, [self.near, self.far, self.station_crew])

    def test_where_no_distance_is_known_none_needs_a_reason(self):
        """But a crew of the other kind does, however far it may be."""
        order = self.make_order(
            "emergency",
            contract_id=False,
            area_id=self.garden.id,
            address="桥头",
            reported_on=datetime(2026, 11, 23, 1),
        )
        with self.assertRaises(UserError):
            order._dispatch(self.station_crew)
        self.assertEqual(order.state, "new")
        for team in self.far, self.near:
            dispatch = self.env["gas.order.dispatch"].create(
                {"order_id": order.id, "team_id": team.id}
            )
            self.assertTrue(dispatch.is_first)
        order._dispatch(self.far)
        self.assertEqual(order.team_id, self.far)

    def test_another_crew_needs_a_reason(self):
        order = self.make_order(
            "emergency_indoor", reported_on=datetime(2026, 11, 23, 1)
        )
        first = order._candidates()[0].team
        other = self.far if first != self.far else self.near
        with self.assertRaises(UserError) as refusal:
            order._dispatch(other)
        self.assertIn("Say why", str(refusal.exception))
        self.assertEqual((order.state, order.person_ids.ids), ("new", []))
        order._dispatch(other, reason="Knows the house")
        self.assertRecordValues(
            order,
            [
                {
                    "state": "dispatched",
                    "team_id": other.id,
                    "person_id": other.leader_id.id,
                    "choice_reason": "Knows the house",
                }
            ],
        )
        self.assertEqual(order.person_ids, other.member_ids)

    def test_crew_at_an_emergency_gets_no_other(self):
        first, second = (self.make_order("emergency") for _number in range(2))
        first._dispatch(self.near, reason="test")
        with self.assertRaises(UserError) as refusal:
            second._dispatch(self.near, reason="test")
        self.assertIn(first.name, str(refusal.exception))
        self.assertEqual(second.state, "new")
        # An ordinary fault may wait in its list.
        self.make_order()._dispatch(self.near, reason="test")
        self.assertEqual(self.near.busy_order_id, first)

    def test_too_few_people(self):
        order = self.make_order("emergency")
        with self.assertRaises(UserError) as refusal:
            order._dispatch(self.near, self.near.member_ids[0], reason="test")
        self.assertIn("2 people", str(refusal.exception))
        self.assertEqual(order.state, "new")

    # What happens

    def test_repair_from_the_report_to_the_signature(self):
        order = self.make_order("repair", fault="no flame")
        order._dispatch(self.station_crew, reason="test")
        mine = order.with_user(self.worker_of(self.station_crew))
        with freeze_time("2026-11-23 02:00:00"):
            self.press(mine, "accept", "contacted", "depart")
        with freeze_time("2026-11-23 02:15:00"):
            self.press(mine, "arrive", "diagnosed")
        self.assertRecordValues(
            order,
            [
                {
                    "accepted_on": datetime(2026, 11, 23, 2),
                    "contacted_on": datetime(2026, 11, 23, 2),
                    "departed_on": datetime(2026, 11, 23, 2),
                    "arrived_on": datetime(2026, 11, 23, 2, 15),
                    "state": "diagnosed",
                }
            ],
        )
        with self.assertRaises(UserError) as refusal:
            mine.action_start()
        for part in ("cause", "agreed", "To be checked"):
            self.assertIn(part, str(refusal.exception))
        self.assertFalse(order.work_started_on)

    def test_check_outside_its_limits_stops_the_work(self):
        order = self.make_order("emergency")
        order._dispatch(self.near, reason="test")
        mine = order.with_user(self.worker_of(self.near))
        self._check(mine, "before")
        self.press(mine, "accept", "depart", "arrive", "diagnosed")
        mine.cause = "digger"
        self._check(mine, "site", reading=35)
        with self.assertRaises(UserError) as refusal:
            mine.action_start()
        self.assertIn("35 % LEL, allowed 0 to 20", str(refusal.exception))
        self._check(mine, "site", reading=5)
        self.press(mine, "start")
        self.assertEqual(order.state, "working")
        line = order.check_line_ids.filtered(lambda line: line.phase == "site")[0]
        self.assertEqual(line.done_by_id, mine.env.user)

    def test_nobody_leaves_before_the_safety_check(self):
        order = self.make_order("emergency")
        order._dispatch(self.near, reason="test")
        mine = order.with_user(self.worker_of(self.near))
        for phase in ("before", "site"):
            self._check(mine, phase)
        self.press(mine, "accept", "depart", "arrive", "diagnosed")
        mine.write({"cause": "digger", "method": "clamped"})
        self.press(mine, "start")
        with self.assertRaises(UserError):
            mine.action_done()
        self.assertFalse(order.done_on)
        self._check(mine, "after")
        self.press(mine, "checked", "done")
        self.assertEqual((order.state, order.is_closed), ("done", True))
        with self.assertRaises(UserError):
            mine.check_line_ids[0].is_done = False

    def test_failed_visit_keeps_its_reason_and_waits_again(self):
        order = self.make_order("ignition")
        order._dispatch(self.station_crew, reason="test")
        order._fail("Nobody at home")
        self.assertEqual(
            (order.state, order.unfinished_reason), ("failed", "Nobody at home")
        )
        order._dispatch(self.station_crew, reason="test")
        self.assertEqual(order.state, "dispatched")

    def test_hand_over_takes_the_crew_off(self):
        order = self.make_order("repair")
        order._dispatch(self.station_crew, reason="test")
        order._hand_over("At another order")
        self.assertEqual((order.state, order.person_ids.ids), ("new", []))

    def test_stage_follows_the_state_and_nothing_else(self):
        order = self.make_order()
        done = self.env.ref("fieldservice.fsm_stage_completed")
        with self.assertRaises(UserError):
            order.stage_id = done
        with self.assertRaises(UserError):
            order.write({"state": "done"})
        self.assertEqual((order.state, order.is_closed), ("new", False))

    def test_dispatched_order_stays_on_file(self):
        order = self.make_order()
        order._dispatch(self.station_crew, reason="test")
        with self.assertRaises(UserError):
            order.unlink()
        self.assertTrue(order.exists())

    # Who sees it

    def test_technician_sees_his_own_orders_only(self):
        mine, others = self.make_order(), self.make_order()
        mine._dispatch(self.station_crew, reason="test")
        others._dispatch(self.near, reason="test")
        user = self.worker_of(self.station_crew)
        orders = self.env["fsm.order"].with_user(user)
        self.assertEqual(
            orders.search([("id", "in", (mine + others).ids)]).ids, mine.ids
        )
        for refused in (
            lambda: others.with_user(user).read(["fault"]),
            lambda: others.with_user(user).action_accept(),
            lambda: others.check_line_ids.with_user(user).read(["name"]),
        ):
            with self.assertRaises(AccessError):
                refused()
        self.assertEqual(others.state, "dispatched")

    def test_station_sees_its_own_orders(self):
        order = self.make_order()
        elsewhere = self.role("station_head", self.west)
        self.assertFalse(
            self.env["fsm.order"].with_user(elsewhere).search([("id", "=", order.id)])
        )
        here = self.role("station_head", self.east)
        self.assertTrue(order.with_user(here).name)

    def test_agent_enters_and_sends(self):
        agent = self.role("agent")
        order = self.make_order("emergency_indoor", user=agent)
        order._dispatch(order._candidates()[0].team)
        self.assertEqual(order.state, "dispatched")
        with self.assertRaises(AccessError):
            order.unlink()

    def test_reader_has_no_orders(self):
        with self.assertRaises(AccessError):
            self.env["fsm.order"].with_user(self.role("reader")).search([])

    # Promises

    def test_emergency_has_its_clocks(self):
        with freeze_time("2026-11-23 02:00:00"):
            order = self.make_order("emergency", reported_on=datetime(2026, 11, 23, 2))
        by_code = {p.policy_id.code: p for p in order.promise_ids}
        self.assertEqual(
            by_code["emergency_departure"].deadline_at, datetime(2026, 11, 23, 2, 5)
        )
        self.assertEqual(
            by_code["emergency_arrival"].deadline_at, datetime(2026, 11, 23, 2, 30)
        )

    def test_many_orders_cost_few_queries(self):
        households = [self.make_household() for _number in range(40)]
        vals_list = [
            {"type": self.kind("meter_exchange").id, "contract_id": h.id}
            for h in households
        ]

        def queries(vals_list):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["fsm.order"].create(vals_list)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(vals_list[:1])  # fills caches
        few, many = queries(vals_list[1:11]), queries(vals_list[11:])
        # Thrice as many orders: only what is written in one query each may grow.
        self.assertLess(many - few, 30, (few, many))
