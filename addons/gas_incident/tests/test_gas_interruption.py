from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.gas_workorder.tests.common import OrderCase


@tagged("post_install", "-at_install")
class TestGasInterruption(OrderCase):
    """C39, D07, D09, D10: who is without gas, who was told, and gas again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        nodes = cls.env["gas.network.node"].create(
            [
                {"code": f"N{cls._next()}", "kind": kind}
                for kind in ("gate", "valve", "end")
            ]
        )
        cls.section = cls.env["gas.pipe.section"].create(
            {
                "code": f"P{cls._next()}",
                "node_from_id": nodes[1].id,
                "node_to_id": nodes[2].id,
            }
        )
        cls.feeder = cls.env["gas.pipe.section"].create(
            {
                "code": f"P{cls._next()}",
                "node_from_id": nodes[0].id,
                "node_to_id": nodes[1].id,
            }
        )
        cls.gate, cls.valve, cls.end = nodes
        cls.checker = cls.near.leader_id
        cls.neighbour = cls.make_household()
        cls.building = cls.household.service_point_id.premise_id
        cls.building.pipe_section_id = cls.section

    def _plan(self, notified_hours=72, **vals):
        """Return what begins in ``notified_hours``, and is told now."""
        now = fields.Datetime.now()
        starts_on = now + timedelta(hours=notified_hours)
        interruption = (
            self.env["gas.interruption"]
            .with_user(self.dispatcher)
            .create(
                {
                    "reason": "更换阀门",
                    "station_id": self.east.id,
                    "section_id": self.section.id,
                    "starts_on": starts_on,
                    "ends_on": starts_on + timedelta(hours=6),
                    "notice_ids": [
                        fields.Command.create(
                            {
                                "way": "poster",
                                "notified_on": now,
                            }
                        )
                    ],
                    **vals,
                }
            )
        )
        interruption.action_find()
        return interruption

    def test_pipe_and_buildings_say_who_is_without_gas(self):
        interruption = self._plan()
        self.assertEqual(interruption.household_ids.contract_id, self.household)
        self.assertEqual(interruption.valve_ids.node_id, self.valve)
        self.assertEqual(interruption.section_ids, self.section)
        interruption.premise_ids = self.neighbour.service_point_id.premise_id
        interruption.action_find()
        self.assertEqual(
            interruption.household_ids.contract_id, self.household | self.neighbour
        )
        self.assertRecordValues(
            interruption.household_ids.filtered(
                lambda each: each.contract_id == self.household
            ),
            [
                {
                    "state": "off",
                    "premise_id": self.building.id,
                    "station_id": self.east.id,
                    "create_uid": self.dispatcher.id,
                }
            ],
        )

    def test_whose_gas_is_off_already_is_not_counted(self):
        self.household._move_to("suspended")
        with self.assertRaises(UserError):
            self._plan()

    def test_households_are_found_by_queries_that_do_not_grow(self):
        interruption = self._plan()
        for _number in range(5):
            point = self.env["gas.service.point"].create(
                {"premise_id": self.building.id, "room": f"{self._next()}"}
            )
            self.env["gas.contract"].create(
                {
                    "partner_id": self.household.partner_id.id,
                    "service_point_id": point.id,
                    "date_start": "2025-01-01",
                    "state": "running",
                }
            )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            interruption.action_find()
            self.env.flush_all()
        self.assertEqual(interruption.household_count, 6)

    # The notice

    def test_two_days_before(self):
        interruption = self._plan(notified_hours=48)
        interruption.action_announce()
        self.assertEqual(interruption.state, "announced")

    def test_short_notice_needs_a_reason(self):
        interruption = self._plan(notified_hours=47)
        with self.assertRaises(UserError):
            interruption.action_announce()
        self.assertEqual(interruption.state, "draft")
        interruption.short_reason = "漏气"
        interruption.action_announce()
        self.assertEqual(interruption.state, "announced")

    def test_less_than_a_day_is_refused_whatever_the_reason(self):
        interruption = self._plan(notified_hours=23, short_reason="漏气")
        with self.assertRaises(UserError):
            interruption.action_announce()
        self.assertEqual(
            (interruption.state, interruption.announced_on), ("draft", False)
        )

    def test_notice_of_tomorrow_tells_nobody_today(self):
        interruption = self._plan()
        interruption.notice_ids.notified_on = fields.Datetime.now() + timedelta(hours=9)
        with self.assertRaises(UserError) as refusal:
            interruption.action_announce()
        self.assertIn("was not given yet", str(refusal.exception))
        self.assertEqual(interruption.state, "draft")

    def test_every_building_is_told(self):
        interruption = self._plan()
        interruption.premise_ids = self.neighbour.service_point_id.premise_id
        interruption.action_find()
        interruption.notice_ids.premise_ids = self.building
        with self.assertRaises(UserError) as refusal:
            interruption.action_announce()
        self.assertIn(
            self.neighbour.service_point_id.premise_id.name, str(refusal.exception)
        )
        self.assertEqual(interruption.state, "draft")

    def test_nothing_planned_is_cut_off_unannounced(self):
        interruption = self._plan()
        with self.assertRaises(UserError):
            interruption.action_off()
        self.assertFalse(interruption.off_on)

    def test_gas_is_not_off_before_the_time_that_users_were_told(self):
        interruption = self._plan()
        interruption.action_announce()
        with freeze_time(interruption.starts_on - timedelta(minutes=1)):
            with self.assertRaises(UserError) as refusal:
                interruption.valve_ids.action_close()
            with self.assertRaises(UserError):
                interruption.action_off()
        self.assertIn("not earlier", str(refusal.exception))
        self.assertEqual(
            (interruption.state, interruption.off_on), ("announced", False)
        )
        self.assertFalse(interruption.valve_ids.closed_on)
        with freeze_time(interruption.starts_on):
            interruption.valve_ids.action_close()
            interruption.action_off()
        self.assertEqual(interruption.off_on, interruption.starts_on)

    def test_buildings_found_after_the_announcement_are_told_first(self):
        interruption = self._plan()
        interruption.notice_ids.premise_ids = self.building
        interruption.action_announce()
        other = self.neighbour.service_point_id.premise_id
        interruption.premise_ids = other
        interruption.action_find()
        self.assertIn(f"Nobody was told in {other.name}", interruption.obstacles)
        with freeze_time(interruption.starts_on):
            with self.assertRaises(UserError) as refusal:
                interruption.valve_ids.action_close()
            self.assertIn(other.name, str(refusal.exception))
            self.assertEqual(interruption.state, "announced")
        interruption.notice_ids = [
            fields.Command.create(
                {
                    "premise_ids": [other.id],
                    "notified_on": interruption.starts_on - timedelta(hours=50),
                }
            )
        ]
        with freeze_time(interruption.starts_on):
            interruption.valve_ids.action_close()
            interruption.action_off()
        self.assertEqual(interruption.household_count, 2)

    def test_time_that_users_were_told_is_not_changed(self):
        interruption = self._plan()
        told = interruption.starts_on
        interruption.action_announce()
        with self.assertRaises(UserError):
            interruption.starts_on = told - timedelta(hours=40)
        self.assertEqual(interruption.starts_on, told)

    # Valves

    def test_gas_is_off_when_its_valves_are_closed(self):
        interruption = self._plan()
        interruption.action_announce()
        with freeze_time(interruption.starts_on):
            self.assertIn(self.valve.display_name, interruption.obstacles)
            with self.assertRaises(UserError) as refusal:
                interruption.action_off()
        self.assertIn("register that it was closed", str(refusal.exception))
        self.assertEqual(interruption.state, "announced")

    def _longer_line(self):
        """Put a second valve and a household with gas before the first valve."""
        second = self.env["gas.network.node"].create(
            {"code": f"N{self._next()}", "kind": "valve"}
        )
        self.feeder.node_from_id = second
        self.env["gas.pipe.section"].create(
            {
                "code": f"P{self._next()}",
                "node_from_id": self.gate.id,
                "node_to_id": second.id,
            }
        )
        premise = self.neighbour.service_point_id.premise_id
        premise.pipe_section_id = self.feeder
        return second

    def test_valve_that_does_not_close_brings_the_next_one(self):
        second = self._longer_line()
        incident, interruption = self._incident()
        first = interruption.valve_ids
        self.assertEqual((first.node_id, incident.household_count), (self.valve, 1))
        first.action_stuck()
        self.assertTrue(self.valve.does_not_close)
        self.assertEqual(first.stuck_by_id, self.dispatcher)
        self.assertEqual(interruption.valve_ids.node_id, self.valve | second)
        self.assertEqual(interruption.section_ids, self.section | self.feeder)
        self.assertEqual(
            interruption.household_ids.contract_id, self.household | self.neighbour
        )
        self.assertEqual(incident.household_count, 2)
        self.assertIn("does not close", " ".join(incident.log_ids.mapped("words")))
        with self.assertRaises(UserError):
            interruption.action_off()
        (interruption.valve_ids - first).action_close()
        interruption.action_off()
        self.assertEqual(interruption.state, "off")

    def test_valve_found_stuck_when_gas_is_off_already_adds_to_what_is_off(self):
        second = self._longer_line()
        _incident, interruption = self._incident()
        interruption.valve_ids.action_close()
        interruption.action_off()
        interruption.valve_ids.action_open()  # it did not hold
        interruption.valve_ids.action_stuck()
        self.assertEqual(interruption.valve_ids.node_id, self.valve | second)
        self.assertEqual(interruption.household_count, 2)

    def test_second_break_knows_the_valves_that_the_first_has_closed(self):
        """Fed from both ends: once one is shut, all hang on the other."""
        other, gate = self.env["gas.network.node"].create(
            [{"code": f"N{self._next()}", "kind": kind} for kind in ("valve", "gate")]
        )
        back, last = self.env["gas.pipe.section"].create(
            [
                {
                    "code": f"P{self._next()}",
                    "node_from_id": start.id,
                    "node_to_id": end.id,
                }
                for start, end in ((self.end, other), (other, gate))
            ]
        )
        found = last._burst()
        self.assertEqual((found.valves, found.dead), (other.ids, last.ids))
        _incident, interruption = self._incident()
        valve = interruption.valve_ids.filtered(lambda v: v.node_id == self.valve)
        valve.action_close()
        found = last._burst()
        self.assertEqual(found.valves, [])
        self.assertEqual(set(found.dead), {self.section.id, back.id, last.id})
        self.assertEqual(last._households_fed(found.dead), 1)
        valve.action_open()
        self.assertEqual(last._burst().dead, last.ids)

    def test_valve_that_another_work_needs_shut_is_not_opened(self):
        _incident, first = self._incident()
        first.valve_ids.action_close()
        first.action_off()
        second = self._plan()
        second._write_as_server({"is_planned": False})
        second.action_find()
        # The same pipe: nobody loses gas any more, but its valve is held, too.
        self.assertFalse(second.household_ids)
        self.assertEqual(second.valve_ids.node_id, self.valve)
        self.assertEqual(second.valve_ids.closed_on, first.valve_ids.closed_on)
        with self.assertRaises(UserError) as refusal:
            first.valve_ids.action_open()
        self.assertIn(second.name, str(refusal.exception))
        self.assertFalse(first.valve_ids.opened_on)
        # It stays closed, and the first may end before the second.
        self.assertFalse([*first._obstacles_to_light()])

    def test_closed_valve_keeps_the_interruption_from_being_cancelled(self):
        _incident, interruption = self._incident()
        interruption.valve_ids.action_close()
        with self.assertRaises(UserError):
            interruption.action_cancel()
        with self.assertRaises(UserError):
            interruption.valve_ids.unlink()
        interruption.valve_ids.action_open()
        interruption.action_cancel()
        self.assertEqual(interruption.state, "cancelled")

    def test_valves_are_turned_once(self):
        interruption = self._off()
        valve = interruption.valve_ids
        first = valve.closed_on
        with freeze_time(first + timedelta(minutes=5)):
            valve.action_close()
        self.assertEqual(
            (valve.closed_on, valve.closed_by_id), (first, self.dispatcher)
        )

    # Back again

    def _off(self, **vals):
        interruption = self._plan(**vals)
        interruption.action_announce()
        with freeze_time(interruption.starts_on):
            interruption.valve_ids.action_close()
            interruption.action_off()
        return interruption

    def _opened(self, **vals):
        interruption = self._off(**vals)
        interruption.valve_ids.action_open()
        return interruption

    def _lighting(self, households, **vals):
        action = households.action_light()
        lighting = households.env[action["res_model"]].browse(action["res_id"])
        lighting.write({"checker_id": self.checker.id, **vals})
        return lighting

    def _light(self, household):
        lighting = self._lighting(household)
        lighting.line_ids.write({"is_tight": True, "reading": "0"})
        lighting.action_light()

    def test_limit_of_the_restore_runs_from_the_cut(self):
        interruption = self._off()
        policy = self.env.ref("gas_incident.policy_supply_restore_planned")
        promise = interruption.promise_ids.filtered(lambda p: p.policy_id == policy)
        self.assertEqual(promise.deadline_at, interruption.off_on + timedelta(hours=24))

    def test_nobody_is_lit_while_a_valve_is_closed(self):
        interruption = self._off()
        with self.assertRaises(UserError) as refusal:
            interruption.household_ids.action_light()
        self.assertIn(self.valve.display_name, str(refusal.exception))
        with self.assertRaises(UserError):
            interruption.household_ids._enter_test(self.checker, True, 0.0)
        with self.assertRaises(UserError):
            interruption.action_restored()
        self.assertEqual(interruption.household_ids.state, "off")

    def test_no_gas_without_what_somebody_has_measured(self):
        household = self._opened().household_ids
        for vals in ({"is_tight": True}, {"is_tight": True, "reading": "none"}):
            lighting = self._lighting(household)
            lighting.line_ids.write(vals)
            with self.subTest(vals=vals), self.assertRaises(UserError):
                lighting.action_light()
        with self.assertRaises(UserError):
            self._lighting(household, checker_id=False).action_light()
        with self.assertRaises(UserError):
            self._lighting(household).action_light()
        self.assertEqual((household.state, household.checked_on), ("off", False))
        for is_tight, reading in ((False, "0"), (True, "1.5")):
            lighting = self._lighting(household)
            lighting.line_ids.write({"is_tight": is_tight, "reading": reading})
            lighting.action_light()
            self.assertRecordValues(
                household,
                [
                    {
                        "state": "off",
                        "is_tight": is_tight,
                        "reading": float(reading),
                        "checker_id": self.checker.id,
                    }
                ],
            )
        self._light(household)
        self.assertRecordValues(
            household,
            [
                {
                    "state": "on",
                    "is_tight": True,
                    "reading": 0.0,
                    "checker_id": self.checker.id,
                    "checked_by_id": self.dispatcher.id,
                    "by_riser": False,
                }
            ],
        )

    def test_what_was_tested_is_not_written_by_hand(self):
        household = self._opened().household_ids
        for vals in ({"is_tight": True}, {"reading": 0.0}, {"checker_id": 1}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                household.write(vals)
        with self.assertRaises(UserError):
            household.write({"state": "on"})
        self.assertEqual(household.state, "off")

    def _riser(self):
        """Return an interruption of three households, two of them on one riser."""
        points = self.env["gas.service.point"].create(
            [
                {"premise_id": self.building.id, "unit": unit, "room": "101"}
                for unit in ("2单元", "3单元")
            ]
        )
        self.env["gas.contract"].create(
            [
                {
                    "partner_id": self.household.partner_id.id,
                    "service_point_id": point.id,
                    "date_start": "2025-01-01",
                    "state": "running",
                }
                for point in points
            ]
        )
        return self._opened()

    def test_one_test_serves_one_riser(self):
        interruption = self._riser()
        households = interruption.household_ids
        lighting = self._lighting(households, by_riser=True, is_tight=True, reading="0")
        with self.assertRaises(UserError) as refusal:
            lighting.action_light()
        self.assertIn("2 risers", str(refusal.exception))
        self.assertEqual(set(households.mapped("state")), {"off"})
        riser = households.filtered(
            lambda each: each.contract_id.service_point_id.unit == "2单元"
        )
        with self.assertRaises(UserError):  # nothing was measured
            self._lighting(riser, by_riser=True, is_tight=True).action_light()
        self._lighting(riser, by_riser=True, is_tight=True, reading="0").action_light()
        self.assertEqual(riser.mapped("state"), ["on", "on"])
        self.assertEqual(riser.mapped("by_riser"), [True, True])
        self.assertEqual((households - riser).state, "off")
        self.assertEqual(interruption.off_count, 1)

    def test_households_without_an_entry_stay_without_gas_and_are_listed(self):
        interruption = self._riser()
        lighting = self._lighting(interruption.household_ids)
        lighting.line_ids[0].write({"is_tight": True, "reading": "0"})
        lighting.action_light()
        self.assertEqual(interruption.off_count, 2)
        with self.assertRaises(UserError):
            interruption.action_restored()
        self.env.flush_all()
        listed = (
            self.env["gas.unsupplied.household"]
            .with_user(self.dispatcher)
            .search([("interruption_id", "=", interruption.id)])
        )
        self.assertEqual(
            listed.contract_id,
            interruption.household_ids.filtered(lambda h: h.state == "off").contract_id,
        )
        self.assertEqual(set(listed.mapped("cause")), {"interruption"})
        self.assertEqual(set(listed.mapped("since")), {interruption.off_on})

    def test_agent_and_technician_light_nobody(self):
        household = self._opened().household_ids
        for user in (self.role("agent"), self.worker_of(self.near)):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                household.with_user(user).action_light()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                household.with_user(user).action_nobody()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["gas.interruption.lighting"].with_user(user).create(
                    {"household_ids": [household.id]}
                )
        self.assertEqual(household.state, "off")
        for role in ("dispatcher", "station_head"):
            action = household.with_user(self.role(role)).action_light()
            self.assertEqual(action["res_model"], "gas.interruption.lighting")

    def test_nobody_at_home_stays_closed_and_is_visited(self):
        interruption = self._opened()
        with self.assertRaises(UserError):
            interruption.action_restored()
        interruption.household_ids.action_nobody()
        interruption.household_ids.action_nobody()
        order = interruption.household_ids.order_id
        self.assertEqual(
            (order.code, order.contract_id, order.state),
            ("restore", self.household, "new"),
        )
        self.assertEqual(
            self.env["fsm.order"].search_count([("code", "=", "restore")]), 1
        )
        interruption.action_restored()
        self.assertTrue(interruption.restored_on)

    def _absent(self):
        """Return the household where nobody was at home, of what is restored."""
        interruption = self._opened()
        interruption.household_ids.action_nobody()
        interruption.action_restored()
        return interruption.household_ids

    def test_absent_household_is_lit_after_all_others(self):
        household = self._absent()
        self.assertEqual(household.interruption_id.closed_count, 1)
        self._light(household)
        self.assertEqual(household.state, "on")
        self.assertEqual(household.interruption_id.closed_count, 0)

    def test_visit_lights_by_what_the_crew_has_measured(self):
        household = self._absent()
        order = household.order_id
        order._dispatch(self.near, reason="test")
        mine = order.with_user(self.worker_of(self.near))
        for line in mine.check_line_ids:
            line.write({"is_done": True, "reading": line.lowest})
        self.press(mine, "accept", "depart", "arrive", "start")
        mine.method = "tested and lit"
        mine.action_checked()
        mine.sudo().signed_on = fields.Datetime.now()
        mine.action_done()
        self.assertRecordValues(
            household,
            [
                {
                    "state": "on",
                    "reading": 0.0,
                    "checker_id": self.checker.id,
                    "checked_by_id": mine.env.uid,
                }
            ],
        )

    def test_cancelled_visit_is_ordered_anew(self):
        household = self._absent()
        first = household.order_id
        self.assertFalse(household.wants_visit)
        first._cancel("moved")
        self.assertTrue(household.wants_visit)
        self.env.flush_all()
        listed = self.env["gas.unsupplied.household"].search(
            [("contract_id", "=", self.household.id)]
        )
        self.assertEqual(listed.ends_by, "Nobody was at home: a visit is to be ordered")
        household.action_order_visit()
        self.assertNotEqual(household.order_id, first)
        self.assertEqual(household.order_id.state, "new")
        self.assertFalse(household.wants_visit)

    def test_who_was_cut_off_meanwhile_is_not_lit_nor_waited_for(self):
        interruption = self._opened()
        self.household._move_to("suspended")
        with self.assertRaises(UserError) as refusal:
            interruption.household_ids.action_light()
        self.assertIn("Suspended", str(refusal.exception))
        self.assertEqual(interruption.off_count, 0)
        interruption.action_restored()
        self.assertEqual(interruption.state, "restored")

    def test_households_found_stay_once_gas_is_off(self):
        interruption = self._off()
        with self.assertRaises(UserError):
            interruption.action_find()
        with self.assertRaises(UserError):
            interruption.premise_ids = self.neighbour.service_point_id.premise_id
        self.assertEqual(interruption.household_count, 1)

    # By an incident

    def _incident(self):
        """Return an incident with a broken pipe, and its interruption."""
        order = self.make_order("emergency_indoor")
        order.action_open_incident()
        incident = order.incident_id.with_user(self.dispatcher)
        incident.section_id = self.section
        incident.action_find_households()
        return incident, incident.interruption_ids

    def test_households_of_an_incident_are_counted_once(self):
        """D07: a wrong pipe that was cancelled, and zones that overlap."""
        incident, first = self._incident()
        self.assertEqual(incident.household_count, 1)
        first.action_cancel()
        self.assertEqual(incident.household_count, 0)
        incident.action_find_households()
        second = incident.interruption_ids - first
        self.assertEqual((second.state, incident.household_count), ("draft", 1))
        third = second._create_as_server(
            [
                {
                    "incident_id": incident.id,
                    "is_planned": False,
                    "station_id": self.east.id,
                    "reason": "further buildings",
                    "starts_on": fields.Datetime.now(),
                    "premise_ids": [
                        self.building.id,
                        self.neighbour.service_point_id.premise_id.id,
                    ],
                }
            ]
        )
        third.action_find()
        self.assertEqual((second + third).mapped("household_count"), [1, 2])
        self.assertEqual(incident.household_count, 2)
        self.assertEqual(incident.unlit_count, 0)
        second.valve_ids.action_close()
        (second + third).action_off()
        self.assertEqual(incident.unlit_count, 2)
        second.valve_ids.action_open()
        self._light(second.household_ids)
        self.assertEqual((incident.unlit_count, incident.household_count), (1, 2))
        twin = third.household_ids.filtered(lambda h: h.contract_id == self.household)
        self.assertEqual(twin.state, "on")

    def test_grade_goes_with_the_households(self):
        self.env.ref("gas_incident.plan_4").write(
            {"households_from": 1, "hours_from": 0}
        )
        incident, interruption = self._incident()
        self.assertEqual(incident.level, "4")
        interruption.action_cancel()
        self.assertEqual(incident.level, "5")

    def test_closed_incident_cuts_nothing_off(self):
        incident, interruption = self._incident()
        interruption.action_cancel()
        incident.action_false_alarm()
        with self.assertRaises(UserError):
            incident.action_find_households()
        self.assertEqual(incident.interruption_ids, interruption)

    def test_broken_pipe_of_an_incident(self):
        order = self.make_order("emergency_indoor")
        order.action_open_incident()
        incident = order.incident_id.with_user(self.dispatcher)
        self.assertEqual(incident.section_id, self.section)
        incident.action_find_households()
        incident.action_find_households()
        interruption = incident.interruption_ids
        self.assertEqual(
            (len(interruption), interruption.is_planned, incident.household_count),
            (1, False, 1),
        )
        interruption.valve_ids.action_close()
        interruption.action_off()
        self.assertFalse(interruption.promise_ids)
        self.fill_in(order)
        order._dispatch(self.near, reason="test")
        order.sudo()._move_to("accepted")
        order.sudo()._move_to("on_way")
        order.sudo()._move_to("on_site")
        incident.commander_id = self.dispatcher
        incident.action_start()
        for kind in ("traffic", "danger", "ignition", "evacuation"):
            incident._note(kind, "不需要")
        incident.action_control()
        incident.cause = "施工挖断"
        incident.action_repaired()
        with self.assertRaises(UserError):
            incident.action_restored()
        self.assertEqual(incident.state, "repaired")
        interruption.valve_ids.action_open()
        self._light(interruption.household_ids)
        interruption.action_restored()
        incident.action_restored()
        self.assertEqual(incident.state, "restored")

    def test_other_station_sees_nothing(self):
        interruption = self._plan()
        elsewhere = self.role("dispatcher", self.west)
        with self.assertRaises(AccessError):
            interruption.with_user(elsewhere).action_announce()
        with self.assertRaises(AccessError):
            interruption.household_ids.with_user(elsewhere).action_nobody()
        self.assertEqual(interruption.state, "draft")

    def test_households_that_are_found_raise_the_grade_and_start_its_plan(self):
        """They are found by a statement of SQL; plan and clocks follow all the same."""
        office = self.env["gas.emergency.contact"].create(
            {"name": "City office", "kind": "authority", "phone": "12345"}
        )
        self.env.ref("gas_incident.plan_5").commander_id = self.dispatcher
        self.env.ref("gas_incident.plan_4").write(
            {
                "households_from": 1,
                "hours_from": 0,
                "commander_id": self.dispatcher.id,
                "line_ids": [
                    fields.Command.create({"contact_id": office.id, "minutes": 60})
                ],
            }
        )
        order = self.make_order("emergency_indoor")
        order.action_open_incident()
        incident = order.incident_id.with_user(self.dispatcher)
        incident.action_start()
        self.assertFalse(incident.notice_ids.contact_id)
        self.assertEqual(incident.section_id, self.section)
        incident.action_find_households()
        self.assertEqual((incident.household_count, incident.level), (1, "4"))
        self.assertEqual(incident.notice_ids.contact_id, office)
        policy = self.env.ref("gas_incident.policy_incident_authority_report")
        promise = incident.promise_ids.filtered(lambda p: p.policy_id == policy)
        self.assertEqual(promise.deadline_at, incident.reported_on + timedelta(hours=1))
