from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.gas_workorder.tests.common import OrderCase


@tagged("post_install", "-at_install")
class TestGasInterruption(OrderCase):
    """C39, D09, D10: who is without gas, who was told, and gas again door by door."""

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
        cls.env["gas.pipe.section"].create(
            {
                "code": f"P{cls._next()}",
                "node_from_id": nodes[0].id,
                "node_to_id": nodes[1].id,
            }
        )
        cls.valve = nodes[1]
        cls.neighbour = cls.make_household()
        cls.building = cls.household.service_point_id.premise_id
        cls.building.pipe_section_id = cls.section

    def _plan(self, hours=72, notified_hours=60, **vals):
        starts_on = fields.Datetime.now() + timedelta(hours=hours)
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
                                "notified_on": starts_on
                                - timedelta(hours=notified_hours),
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

    # Back again

    def _off(self):
        interruption = self._plan()
        interruption.action_announce()
        interruption.action_off()
        return interruption

    def test_limit_of_the_restore_runs_from_the_cut(self):
        interruption = self._off()
        policy = self.env.ref("gas_incident.policy_supply_restore_planned")
        promise = interruption.promise_ids.filtered(lambda p: p.policy_id == policy)
        self.assertEqual(promise.deadline_at, interruption.off_on + timedelta(hours=24))

    def test_no_gas_without_the_safety_check(self):
        household = self._off().household_ids
        with self.assertRaises(UserError):
            household.action_on()
        household.write({"is_tight": True, "reading": 1.0})
        with self.assertRaises(UserError):
            household.action_on()
        self.assertEqual(household.state, "off")
        household.reading = 0
        household.action_on()
        self.assertEqual(household.state, "on")
        self.assertEqual(household.checked_by_id, self.dispatcher)

    def test_nobody_at_home_stays_closed_and_is_visited(self):
        interruption = self._off()
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

    def test_households_found_stay_once_gas_is_off(self):
        interruption = self._off()
        with self.assertRaises(UserError):
            interruption.action_find()
        self.assertEqual(interruption.household_count, 1)

    def test_valves_are_turned_once(self):
        interruption = self._off()
        valve = interruption.valve_ids
        valve.action_close()
        first = valve.closed_on
        valve.action_close()
        self.assertEqual(
            (valve.closed_on, valve.closed_by_id), (first, self.dispatcher)
        )

    # By an incident

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
        interruption.action_off()
        self.assertFalse(interruption.promise_ids)
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
        interruption.household_ids.action_tested_on()
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
