import doctest
import importlib
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.gas_workorder.tests.common import OrderCase
from odoo.addons.gas_workorder.tools.figures import Period

from ..models.gas_incident_log import ON_EVERY_SCENE
from ..tools import grading


@tagged("post_install", "-at_install")
class TestGasIncident(OrderCase):
    """D07, D10, D11, D28, D29, D40, D41: one event, its grade, its log, its end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.route_leaks_alike()
        cls.commander = cls.role("station_head")
        cls.office = cls.env["gas.emergency.contact"].create(
            {"name": "City office", "kind": "authority", "phone": "12345"}
        )
        cls.plan = cls.env.ref("gas_incident.plan_5")
        cls.plan.write(
            {
                "commander_id": cls.commander.id,
                "line_ids": [
                    fields.Command.clear(),
                    fields.Command.create({"user_id": cls.commander.id, "minutes": 10}),
                ],
            }
        )
        cls.env.ref("gas_incident.plan_4").write(
            {
                "commander_id": cls.commander.id,
                "line_ids": [
                    fields.Command.create({"user_id": cls.commander.id, "minutes": 10}),
                    fields.Command.create({"contact_id": cls.office.id, "minutes": 60}),
                ],
            }
        )

    def _incident(self, **vals):
        order = self.make_order("emergency_indoor", reported_on=fields.Datetime.now())
        order.action_open_incident()
        order.incident_id.write(vals)
        return order.incident_id.with_user(self.dispatcher)

    def _arrive(self, order):
        """Let a crew drive to the order and arrive."""
        self.fill_in(order)
        order._dispatch(self.near, reason="test")
        for state in ("accepted", "on_way", "on_site"):
            order.sudo()._move_to(state)

    def _in_the_street(self, section=None, **vals):
        return self.make_order(
            "emergency",
            contract_id=False,
            area_id=self.east.id,
            address="Corner",
            pipe_section_id=section and section.id,
            reported_on=fields.Datetime.now(),
            **vals,
        )

    def _pipes(self):
        """Return two pipes of one street, the second without any position."""
        nodes = self.env["gas.network.node"].create(
            [
                {"code": f"I{self._next()}", "latitude": 22.81, "longitude": 108.36},
                {"code": f"I{self._next()}", "latitude": 22.83, "longitude": 108.38},
                {"code": f"I{self._next()}"},
                {"code": f"I{self._next()}"},
            ]
        )
        return self.env["gas.pipe.section"].create(
            [
                {
                    "code": f"I{self._next()}",
                    "node_from_id": start.id,
                    "node_to_id": end.id,
                }
                for start, end in (nodes[:2], nodes[2:])
            ]
        )

    def _log(self, incident, *kinds):
        self.env["gas.incident.log"].with_user(self.dispatcher).create(
            [
                {"incident_id": incident.id, "kind": kind, "words": "不需要"}
                for kind in kinds
            ]
        )

    def test_examples_of_the_documentation(self):
        tried = doctest.testmod(importlib.import_module(grading.__name__))
        self.assertGreater(tried.attempted, 4)
        self.assertFalse(tried.failed)

    # One event

    def test_order_opens_an_incident_at_its_place(self):
        order = self.make_order("emergency_indoor", fault="煤气味很大")
        order.action_open_incident()
        incident = order.incident_id
        self.assertRecordValues(
            incident,
            [
                {
                    "state": "reported",
                    "kind": "leak",
                    "address": order.address,
                    "station_id": self.east.id,
                    "latitude": order.latitude,
                    "reported_on": order.reported_on,
                    "words": "煤气味很大",
                    "level": "5",
                    "plan_id": self.plan.id,
                    "commander_id": self.commander.id,
                }
            ],
        )
        self.assertRegex(incident.name, r"^XQ\d{10}$")
        order.action_open_incident()
        self.assertEqual(order.incident_id, incident)

    def test_second_call_nearby_joins(self):
        incident = self._incident()
        second = self.make_order("emergency_indoor")
        self.assertEqual(second.incident_id, incident)
        self.assertEqual(incident.order_count, 2)
        self.assertIn(second.name, incident.log_ids[-1].words)

    def test_call_from_far_away_later_or_ordinary_does_not_join(self):
        incident = self._incident()
        far = self.make_household(self.harbour)
        far.service_point_id.premise_id.write({"latitude": 22.9, "longitude": 108.4})
        others = self.make_order("emergency_indoor", contract_id=far.id)
        others |= self.make_order("repair")
        incident.sudo().reported_on = fields.Datetime.now() - timedelta(hours=13)
        others |= self.make_order("emergency_indoor")
        self.assertFalse(others.incident_id)

    def test_position_of_an_incident_in_the_street_is_that_of_its_pipe(self):
        placed, unplaced = self._pipes()
        order = self._in_the_street(placed)
        order.action_open_incident()
        self.assertEqual(order.incident_id.section_id, placed)
        self.assertEqual(order.incident_id.latitude, 22.82)
        other = self.env["gas.incident"].create(
            {"address": "x", "station_id": self.east.id, "section_id": unplaced.id}
        )
        self.assertEqual(other.latitude, 0)
        other.section_id = placed
        self.assertEqual((other.latitude, other.longitude), (22.82, 108.37))

    def test_call_of_the_same_pipe_joins(self):
        """Four minutes later, nobody knows where exactly: no second incident."""
        unplaced = self._pipes()[1]
        first = self._in_the_street(unplaced)
        first.action_open_incident()
        incident = first.incident_id
        self.assertFalse(incident.latitude)
        with freeze_time(incident.reported_on + timedelta(minutes=4)):
            second = self._in_the_street(unplaced)
        self.assertEqual(second.incident_id, incident)
        self.assertFalse(self._in_the_street().incident_id)

    def test_open_incident_of_the_station_is_offered(self):
        incident = self._incident()
        order = self._in_the_street()
        self.assertFalse(order.incident_id)
        self.assertEqual(order.offered_incident_id, incident)
        before = self.env["gas.incident"].search_count([])
        action = order.with_user(self.dispatcher).action_open_incident()
        self.assertEqual(action["res_model"], "gas.incident.join")
        self.assertEqual(self.env["gas.incident"].search_count([]), before)
        join = (
            self.env["gas.incident.join"]
            .with_user(self.dispatcher)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(join.incident_id, incident)
        join.action_join()
        self.assertEqual(order.incident_id, incident)
        self.assertIn(order.name, incident.log_ids[-1].words)
        other = self._in_the_street()
        join = (
            self.env["gas.incident.join"]
            .with_user(self.dispatcher)
            .create({"order_id": other.id})
        )
        join.action_open_new()
        self.assertTrue(other.incident_id)
        self.assertNotEqual(other.incident_id, incident)

    def test_incident_of_another_station_is_not_offered(self):
        self._incident()
        order = self.make_order(
            "emergency", contract_id=False, area_id=self.west.id, address="x"
        )
        self.assertFalse(order.offered_incident_id)
        order.action_open_incident()
        self.assertEqual(order.incident_id.station_id, self.west)

    def test_agent_opens_an_incident(self):
        order = self._in_the_street(user=self.role("agent"))
        order.action_open_incident()
        self.assertEqual(order.incident_id.station_id, self.east)

    def test_order_of_another_event_leaves(self):
        incident = self._incident()
        second = self.make_order("emergency_indoor")
        second.with_user(self.dispatcher).action_leave_incident()
        self.assertFalse(second.incident_id)
        self.assertEqual(incident.order_count, 1)

    def test_steps_of_its_orders_stand_in_its_log(self):
        incident = self._incident()
        incident.order_ids._dispatch(self.near)
        words = incident.log_ids.mapped("words")
        self.assertTrue([w for w in words if self.near.name in w and "Dispatched" in w])

    # How grave

    def test_grade_is_the_highest_of_all_numbers(self):
        incident = self._incident()
        for numbers, level in (
            ({}, "5"),
            ({"hurt": 1}, "4"),
            ({"hurt": 9, "dead": 3}, "3"),
            ({"loss": 50_000_000}, "2"),
            ({"household_count": 30_000, "hours_without": 23.0}, "5"),
            ({"household_count": 30_000, "hours_without": 24.0}, "1"),
        ):
            incident.write(
                {
                    **dict(hurt=0, dead=0, loss=0, household_count=0, hours_without=0),
                    **numbers,
                }
            )
            self.assertEqual(incident.level, level, numbers)

    def test_dispatcher_raises_the_grade_and_never_lowers_it(self):
        incident = self._incident(raised_to="4")
        self.assertEqual(incident.level, "4")
        incident.write({"dead": 3})
        self.assertEqual(incident.level, "3")

    def test_higher_grade_calls_further_people(self):
        incident = self._incident()
        with freeze_time(incident.reported_on + timedelta(minutes=4)):
            incident.action_start()
        self.assertRecordValues(
            incident.notice_ids,
            [
                {
                    "user_id": self.commander.id,
                    "contact_id": False,
                    "due_on": incident.reported_on + timedelta(minutes=10),
                }
            ],
        )
        later = incident.reported_on.replace(microsecond=0) + timedelta(minutes=30)
        with freeze_time(later):
            incident.hurt = 1
        self.assertEqual(incident.notice_ids.contact_id, self.office)
        told = incident.notice_ids.filtered("contact_id")
        self.assertEqual(told.due_on, later + timedelta(minutes=60))
        self.assertEqual(told.phone, "12345")

    def test_graver_grade_keeps_the_steps_and_tells_whom_lesser_ones_tell(self):
        """From below the grades to grade Ⅲ, whose plan says nothing of its own."""
        incident = self._incident()
        steps = incident.plan_steps
        self.assertIn("nearest crew", steps)
        incident.action_start()
        incident.dead = 3
        self.assertEqual(incident.level, "3")
        self.assertEqual(incident.plan_id, self.env.ref("gas_incident.plan_3"))
        self.assertEqual(incident.plan_steps, steps)
        # Of grade Ⅳ, which the incident never was.
        self.assertEqual(incident.notice_ids.user_id, self.commander)
        self.assertEqual(incident.notice_ids.contact_id, self.office)
        self.assertEqual(len(incident.notice_ids), 2)
        self.env.ref("gas_incident.plan_3").steps = "<p>Call the mayor</p>"
        incident.invalidate_recordset(["plan_steps"])
        self.assertIn("Call the mayor", incident.plan_steps)

    def test_authority_is_told_within_the_hour(self):
        """The clock runs from the report to the last who was notified."""
        incident = self._incident(hurt=1)
        incident.action_start()
        policy = self.env.ref("gas_incident.policy_incident_authority_report")
        promise = incident.promise_ids.filtered(lambda p: p.policy_id == policy)
        self.assertEqual(promise.deadline_at, incident.reported_on + timedelta(hours=1))
        self.assertTrue(promise.is_open)
        incident.notice_ids.filtered("contact_id").action_notified()
        self.assertTrue(incident.authority_notified_on)
        self.assertFalse(incident.leaders_notified_on)
        self.assertFalse(promise.is_open)
        self.assertEqual(incident.not_notified_count, 1)

    def _authority_promise(self, incident):
        policy = self.env.ref("gas_incident.policy_incident_authority_report")
        return incident.promise_ids.filtered(lambda p: p.policy_id == policy)

    def test_grade_that_rises_starts_the_clock_to_the_authority(self):
        """Whatever raises it; the hour counts from the report."""
        incident = self._incident()
        self.assertFalse(self._authority_promise(incident))
        promise = None
        for name, value in (
            ("dead", 1),
            ("hurt", 1),
            ("loss", 1e6),
            ("raised_to", "4"),
        ):
            incident[name] = value
            promise = self._authority_promise(incident)
            self.assertRecordValues(
                promise,
                [
                    {
                        "state": "running",
                        "deadline_at": incident.reported_on + timedelta(hours=1),
                    }
                ],
            )
            incident[name] = False
            self.assertEqual(promise.state, "cancelled")

    def test_mistake_about_the_grade_ends_the_clock(self):
        incident = self._incident(dead=1)
        incident.dead = 0
        self.assertEqual(self._authority_promise(incident).state, "cancelled")

    def test_authority_that_is_noted_by_hand_keeps_the_promise(self):
        """Whoever writes the notice: a button, an import, RPC."""
        incident = self._incident(hurt=1)
        incident.action_start()
        notice = incident.notice_ids.filtered("contact_id").sudo()
        notice.notified_on = incident.reported_on + timedelta(minutes=20)
        self.assertEqual(self._authority_promise(incident).state, "kept")
        notice.notified_on = False
        self.assertTrue(self._authority_promise(incident).is_open)

    def test_fault_that_becomes_an_emergency_joins_its_incident(self):
        incident = self._incident()
        order = self.make_order("repair")
        self.assertFalse(order.incident_id)
        order.type = self.kind("emergency_indoor")
        self.assertEqual(order.incident_id, incident)

    def test_told_twice_is_told_once(self):
        incident = self._incident()
        incident.action_start()
        incident.notice_ids.action_notified()
        first = incident.notice_ids.notified_on
        with freeze_time(first + timedelta(minutes=5)):
            incident.notice_ids.action_notified()
        self.assertEqual(incident.notice_ids.notified_on, first)
        words = incident.log_ids.filtered(lambda line: line.kind == "report")
        self.assertEqual(len(words), 2)  # reported, told

    # Step by step

    def test_no_plan_without_a_commander(self):
        incident = self._incident(commander_id=False)
        with self.assertRaises(UserError):
            incident.action_start()
        self.assertEqual((incident.state, incident.notice_ids.ids), ("reported", []))

    def test_scene_is_not_under_control_before_a_crew_is_there(self):
        incident = self._incident()
        incident.action_start()
        self._log(incident, "traffic", "danger", "ignition", "evacuation")
        order = incident.order_ids
        self.fill_in(order)
        self.assertEqual(incident.crew_status, "none")
        self.assertIn("No crew has arrived", incident.obstacles)
        with self.assertRaises(UserError) as refusal:
            incident.action_control()
        self.assertIn("No crew has arrived", str(refusal.exception))
        action = incident.action_send_crew()
        dialog = self.env["gas.order.dispatch"].browse(action["res_id"])
        self.assertEqual(dialog.order_id, order)
        order._dispatch(self.near, reason="test")
        self.assertEqual(incident.crew_status, "sent")
        with self.assertRaises(UserError):
            incident.action_control()
        self.assertEqual(incident.state, "started")
        for state in ("accepted", "on_way", "on_site"):
            order.sudo()._move_to(state)
        self.assertEqual((incident.crew_status, incident.obstacles), ("there", ""))
        incident.action_control()
        self.assertEqual(incident.state, "controlled")

    def test_incident_without_an_order_gets_one_to_send(self):
        placed = self._pipes()[0]
        incident = (
            self.env["gas.incident"]
            .with_user(self.dispatcher)
            .create(
                {
                    "address": "Corner",
                    "station_id": self.east.id,
                    "section_id": placed.id,
                    "words": "loud hissing",
                }
            )
        )
        action = incident.action_send_crew()
        order = incident.order_ids
        dialog = self.env["gas.order.dispatch"].browse(action["res_id"])
        self.assertEqual(dialog.order_id, order)
        self.assertRecordValues(
            order,
            [
                {
                    "code": "emergency",
                    "state": "new",
                    "address": "Corner",
                    "station_id": self.east.id,
                    "pipe_section_id": placed.id,
                    "latitude": 22.82,
                    "fault": "loud hissing",
                }
            ],
        )
        incident.action_send_crew()
        self.assertEqual(incident.order_ids, order)

    def test_what_a_step_takes_is_shown_before(self):
        incident = self._incident(commander_id=False)
        self.assertIn("Name the commander", incident.obstacles)
        self.assertEqual(
            incident.missing_entries,
            "Traffic Kept Open, Danger Assessed, Ignition Controlled, People Evacuated",
        )
        incident.commander_id = self.commander
        self.assertFalse(incident.obstacles)
        incident.action_start()
        self.assertIn("Traffic Kept Open", incident.obstacles)
        self._log(incident, "traffic", "danger", "ignition")
        self.assertEqual(incident.missing_entries, "People Evacuated")
        self._log(incident, "evacuation")
        self.assertFalse(incident.missing_entries)
        self._arrive(incident.order_ids)
        incident.action_control()
        self.assertIn("Enter the cause", incident.obstacles)

    def test_entry_of_the_scene_by_one_button(self):
        incident = self._incident()
        action = incident.with_context(kind="traffic").action_log()
        self.assertEqual(action["res_model"], "gas.incident.log")
        line = (
            self.env["gas.incident.log"]
            .with_user(self.dispatcher)
            .with_context(**action["context"])
            .create({"words": "police is there"})
        )
        self.assertEqual((line.incident_id, line.kind), (incident, "traffic"))

    def test_scene_is_under_control_when_four_things_are_seen_to(self):
        incident = self._incident()
        incident.action_start()
        self._arrive(incident.order_ids)
        self._log(incident, "traffic", "danger", "ignition")
        with self.assertRaises(UserError) as refusal:
            incident.action_control()
        self.assertIn("People Evacuated", str(refusal.exception))
        self.assertEqual(incident.state, "started")
        self._log(incident, "evacuation")
        incident.action_control()
        self.assertTrue(incident.controlled_on)

    def test_way_to_the_end(self):
        incident = self._incident()
        incident.action_start()
        self._arrive(incident.order_ids)
        self._log(incident, "traffic", "danger", "ignition", "evacuation")
        incident.action_control()
        with self.assertRaises(UserError):
            incident.action_repaired()
        incident.cause = "软管脱落"
        incident.action_repaired()
        incident.action_restored()
        with self.assertRaises(UserError) as refusal:
            incident.action_close()
        self.assertIn(incident.order_ids.name, str(refusal.exception))
        self.assertIn("1 have not been told", str(refusal.exception))
        self.assertFalse(incident.closed_on)
        incident.order_ids._cancel("并入险情")
        incident.notice_ids.action_notified()
        incident.write({"measures": "更换软管", "summary": "已处理"})
        incident.action_close()
        self.assertEqual(incident.state, "closed")
        self.assertTrue(incident.closed_on)

    def test_casualties_are_corrected_for_thirty_days(self):
        incident = self._incident(kind="fire")
        for kind in ON_EVERY_SCENE:
            incident._note(kind, "无需")
        incident.write({"cause": "x", "measures": "x", "summary": "x"})
        self._arrive(incident.order_ids)
        for state in ("started", "controlled"):
            incident.sudo().write({"state": state})
        incident.order_ids._cancel("误报")
        for state in ("repaired", "restored", "closed"):
            incident.sudo().write({"state": state})
        with freeze_time(incident.reported_on + timedelta(days=6)):
            incident.dead = 1
        self.assertEqual(incident.level, "4")
        with freeze_time(incident.reported_on + timedelta(days=8)):
            with self.assertRaises(UserError):
                incident.dead = 0
        self.assertEqual(incident.dead, 1)

    # The log

    def test_log_is_never_changed(self):
        incident = self._incident()
        line = incident.log_ids[:1]
        words = line.words
        with self.assertRaises(UserError):
            line.write({"words": "x"})
        with self.assertRaises(UserError):
            line.sudo().unlink()
        self.assertEqual(line.words, words)
        with self.assertRaises(UserError):
            self.env["gas.incident.log"].create(
                {
                    "incident_id": incident.id,
                    "words": "明天",
                    "happened_on": fields.Datetime.now() + timedelta(hours=1),
                }
            )

    def test_author_of_a_line_is_who_enters_it(self):
        incident = self._incident()
        log = self.env["gas.incident.log"].with_user(self.dispatcher)
        line = {"incident_id": incident.id, "words": "关阀"}
        with self.assertRaises(UserError):
            log.create({**line, "user_id": self.commander.id})
        self.assertEqual(log.create(line).user_id, self.dispatcher)

    # Drills

    def test_drill_is_due_and_counts_when_it_was_evaluated(self):
        plan = self.plan
        self.assertEqual(plan.drill_months, 6)
        first_due = plan.drill_due_on
        drill = (
            self.env["gas.incident"]
            .with_context(**plan.action_drill()["context"])
            .create({"address": "演练", "station_id": self.east.id})
        )
        self.assertEqual((drill.is_drill, drill.plan_id), (True, plan))
        drill.action_start()
        self._log(drill, "traffic", "danger", "ignition", "evacuation")
        drill.action_control()
        drill.cause = "演练"
        drill.action_repaired()
        drill.action_restored()
        drill.write({"measures": "按预案", "summary": "按时到场"})
        drill.notice_ids.action_notified()
        with self.assertRaises(UserError) as refusal:
            drill.action_close()
        self.assertIn("Evaluate", str(refusal.exception))
        self.assertEqual(plan.drill_due_on, first_due)
        drill.write({"evaluation": "良好", "score": 90})
        drill.action_close()
        self.assertEqual(
            plan.last_drill_on, fields.Date.context_today(plan, drill.closed_on)
        )
        self.assertFalse(drill.promise_ids)  # no promise is broken by a drill

    def test_commander_is_reminded_of_a_drill_once(self):
        self.env["gas.incident.plan"].search([]).drill_months = 0
        self.plan.drill_months = 6
        with freeze_time(self.plan.drill_due_on - timedelta(days=10)):
            self.env["gas.incident.plan"]._cron_remind_of_drills()
            self.env["gas.incident.plan"]._cron_remind_of_drills()
        self.assertRecordValues(
            self.plan.activity_ids,
            [
                {
                    "user_id": self.commander.id,
                    "date_deadline": self.plan.drill_due_on,
                }
            ],
        )

    # What leaders read

    def test_sections_of_the_report_tell_of_it(self):
        """F01, D11: it stands in the figures of its day, and in what is open."""
        # Minutes are counted: the clock stands still.
        with freeze_time("2026-11-24 02:00:00"):
            incident = self._incident(hurt=1)
            incident.action_start()
        company = incident.company_id
        today = company._promise_local(incident.reported_on).date()
        section = self.env["gas.figures.incidents"].with_context(lang="en_US")
        period = Period(
            company, incident.station_id, *company._promise_span(today, today)
        )
        rows = section._rows(period)
        self.assertEqual(
            rows,
            [
                {
                    "number": incident.name,
                    "level": "Grade Ⅳ",
                    "kind": "Leak",
                    "place": incident.address,
                    "reported": period.clock(incident.reported_on),
                    "started": 0,
                    "households": 0,
                    "commander": self.commander.name,
                    "state": "Plan Started",
                }
            ],
        )
        self.assertEqual(section._summary(period, rows), {"incidents": 1})
        self.assertEqual(
            [*section._open_lines(period)], [f"Incident {incident.name}: Plan Started"]
        )

    # Who may

    def test_other_station_and_technician_see_nothing(self):
        incident = self._incident()
        elsewhere = self.role("dispatcher", self.west)
        self.assertFalse(self.env["gas.incident"].with_user(elsewhere).search([]))
        with self.assertRaises(AccessError):
            incident.with_user(elsewhere).action_start()
        self.assertEqual(incident.state, "reported")
        technician = self.worker_of(self.near)
        with self.assertRaises(AccessError):
            incident.with_user(technician).read(["address"])

    def test_incident_is_not_deleted(self):
        incident = self._incident()
        with self.assertRaises(UserError):
            incident.sudo().unlink()
        self.assertTrue(incident.exists())
