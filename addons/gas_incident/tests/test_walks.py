from collections import Counter
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from freezegun import freeze_time
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.gas_customer.tests.audit import AuditCase
from odoo.addons.gas_mobile.tests.phone import picture
from odoo.addons.gas_workorder.tests.common import OrderCase

MONDAY = datetime(2026, 11, 23, 1)  # 9:00 in China
# What the database refuses, Odoo tells in the words of its constraint.
REFUSED = (UserError, ValidationError, AccessError, IntegrityError)
STEPS = 120

SIGNATURE = picture()
pick = st.integers(0, 99)
# A walk that never comes so far shows nothing.
SEEN = {
    ("fsm.order", "done"),
    ("fsm.order", "cancelled"),
    ("visit", "failed"),
    ("visit", "handed_over"),
    ("visit", "replaced"),
    ("gas.supply.stop", "stopped"),
    ("gas.supply.stop", "restored"),
    ("gas.interruption", "off"),
    ("gas.interruption", "restored"),
    ("gas.interruption.household", "on"),
    ("gas.incident", "closed"),
}
STEPS_OF_ORDERS = (
    "accept",
    "contacted",
    "depart",
    "arrive",
    "diagnosed",
    "start",
    "checked",
    "done",
)


ACTS = []


def act(**strategies):
    """Make a method something that anybody may do at any time.

    All in one rule: hypothesis takes some rules of many for a walk, and one that never
    sends a crew comes nowhere.
    """

    def register(method):
        ACTS.append((method.__name__, strategies))
        return method

    return register


class WalkCase(AuditCase, OrderCase):
    """Two households on one pipe behind a valve, three crews, an office."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        nodes = cls.env["gas.network.node"].create(
            [
                {"code": f"W{cls._next()}", "kind": kind}
                for kind in ("gate", "valve", "end")
            ]
        )
        sections = cls.env["gas.pipe.section"].create(
            [
                {
                    "code": f"W{cls._next()}",
                    "node_from_id": start.id,
                    "node_to_id": end.id,
                }
                for start, end in zip(nodes, nodes[1:], strict=False)
            ]
        )
        cls.section = sections[1]
        cls.households = cls.household | cls.make_household()
        premises = cls.households.service_point_id.premise_id
        premises.pipe_section_id = cls.section
        cls.crews = cls.near | cls.far | cls.station_crew
        cls.route_leaks_alike()


class Walk(RuleBasedStateMachine):
    """What agents, dispatchers and crews may press, in any order.

    A refusal is an answer like any other, but nothing may have changed by it. Anything
    else that is raised fails the walk.
    """

    case = None
    reached = set()
    refusals = Counter()

    def __init__(self):
        super().__init__()
        self.clock = freeze_time(MONDAY)
        self.frozen = self.clock.start()
        self.env = self.case.env
        self.savepoint = self.env.cr.savepoint()

    def teardown(self):
        try:
            self.note_what_was_reached()
            self.alarms_are_sounded()
            self.env.flush_all()
            broken = self.env["gas.audit"]._broken()
            assert not broken, broken
        finally:
            self.savepoint.rollback()
            self.savepoint.close(rollback=False)
            self.env.invalidate_all()
            self.clock.stop()

    def note_what_was_reached(self):
        for records in (
            self.orders,
            self.stops,
            self.incidents,
            self.interruptions,
            self.interruptions.household_ids,
        ):
            for state in set(records.mapped("state")):
                self.reached.add((records._name, state))
        self.reached |= {
            ("visit", result) for result in self.orders.visit_ids.mapped("result")
        }

    # What is there

    @property
    def orders(self):
        return self.env["fsm.order"].search(
            [("contract_id", "in", self.case.households.ids)], order="id"
        )

    def one(self, records, number):
        return records[number % len(records)] if records else records

    @contextmanager
    def tried(self, record):
        """Try a button: what is refused has left the state as it was."""
        before = "state" in record._fields and record.mapped("state")
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                yield
        except REFUSED as refusal:
            self.refusals[str(refusal).strip().splitlines()[-1][:90]] += 1
            self.env.invalidate_all()
            assert not before or record.mapped("state") == before

    @rule(data=st.data())
    def anybody_does_anything(self, data):
        name, strategies = data.draw(st.sampled_from(ACTS))
        chosen = {key: data.draw(each) for key, each in strategies.items()}
        note(f"{name} {chosen}")
        getattr(self, name)(**chosen)

    # Time, and what the office loads

    @act(minutes=st.sampled_from((1, 6, 45, 24 * 60)))
    def time_passes(self, minutes):
        self.frozen.tick(timedelta(minutes=minutes))

    @act()
    def alarms_are_sounded(self):
        self.env["gas.promise"]._note_alarms(datetime.now())
        self.env["gas.promise.alarm"]._send_waiting()

    @act(day=st.integers(0, 3))
    def holiday_is_announced(self, day):
        start = MONDAY + timedelta(days=day)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "holiday",
                "calendar_id": self.env.company.promise_calendar_id.id,
                "date_from": start,
                "date_to": start + timedelta(hours=14),
            }
        )

    # Orders

    @act(
        kind=st.sampled_from(("emergency", "repair", "ignition")),
        household=pick,
        late=st.booleans(),
    )
    def somebody_calls(self, kind, household, late):
        contract = self.one(self.case.households, household)
        vals = {"contract_id": contract.id}
        if late:
            vals["scheduled_date_start"] = datetime.now() + timedelta(days=1)
        with self.tried(contract):
            self.case.make_order(kind, **vals)

    @act(order=pick, crew=pick, besides=st.booleans())
    def crew_is_sent(self, order, crew, besides):
        order, crew = self.one(self.orders, order), self.one(self.case.crews, crew)
        if order:
            mine = order.with_user(self.case.dispatcher)
            with self.tried(order):
                if besides:
                    mine._reinforce(crew)
                else:
                    mine._dispatch(crew, reason="walk")

    @act(order=pick, step=st.sampled_from(STEPS_OF_ORDERS), fill=st.booleans())
    def crew_goes_on(self, order, step, fill):
        order = self.one(self.orders, order)
        if order and not order.is_over:
            self.press(order, step, fill)

    def press(self, order, step, fill):
        with self.tried(order):
            if fill:
                for line in order.check_line_ids.filtered(
                    lambda each: not each.is_done
                ):
                    line.write({"is_done": True, "reading": line.lowest})
                order.write({"cause": "cause", "method": "method", "seal": "S1"})
            self.case.press(order, step)

    @act(order=pick)
    def crew_does_what_there_is_to_do(self, order):
        """Press all there is to press, as a crew does on most days."""
        order = self.one(self.orders, order)
        if order:
            self.work(order)

    def work(self, order):
        if not order.is_over:
            for step in STEPS_OF_ORDERS:
                self.press(order, step, fill=True)
                if step in ("diagnosed", "checked"):
                    with self.tried(order):
                        if step == "diagnosed":
                            order._agree("Wang")
                        else:
                            order._sign("Wang", SIGNATURE)

    @act(order=pick)
    def customer_signs(self, order):
        order = self.one(self.orders, order)
        if order:
            with self.tried(order):
                order._sign("Wang", SIGNATURE)

    @act(order=pick)
    def customer_agrees(self, order):
        order = self.one(self.orders, order)
        if order:
            with self.tried(order):
                order._agree("Wang")

    @act(order=pick, turn=st.sampled_from(("fail", "hand_over", "cancel")))
    def something_comes_between(self, order, turn):
        order = self.one(self.orders, order)
        if order:
            with self.tried(order):
                getattr(order.with_user(self.case.dispatcher), f"_{turn}")("walk")

    @act(
        order=pick, minutes=st.integers(1, 90), step=st.sampled_from(("accept", "fail"))
    )
    def telephone_comes_late(self, order, minutes, step):
        order = self.one(self.orders, order)
        if order and order.visit_ids:
            visit = order.visit_ids.sorted("number")[0]
            data = {"visit_id": visit.id}
            if step == "fail":
                data["reason"] = "walk"
            with self.tried(order):
                at = datetime.now() - timedelta(minutes=minutes)
                order._do_mobile_action(step, data, at)

    # Gas off for a household

    @property
    def stops(self):
        return self.env["gas.supply.stop"].search(
            [("contract_id", "in", self.case.households.ids)], order="id"
        )

    @act(household=pick, reason=st.sampled_from(("hazard", "vacancy", "request")))
    def stop_is_entered(self, household, reason):
        contract = self.one(self.case.households, household)
        with self.tried(contract):
            self.env["gas.supply.stop"].create(
                {"contract_id": contract.id, "reason": reason}
            )

    @act(stop=pick)
    def stop_is_carried_out(self, stop):
        """Order it, send a crew, and let it work; cut off or restored, as it stands."""
        stop = self.one(self.stops, stop)
        if stop:
            with self.tried(stop):
                if stop.state in ("draft", "noticed"):
                    stop.action_order()
                elif stop.state == "stopped":
                    stop.action_restore()
            order = stop.open_order_id
            if order:
                with self.tried(order):
                    order._dispatch(self.case.station_crew, reason="walk")
                self.work(order)

    @act(stop=pick, step=st.sampled_from(("noticed", "order", "restore", "cancel")))
    def stop_goes_on(self, stop, step):
        stop = self.one(self.stops, stop)
        if stop:
            with self.tried(stop):
                getattr(stop, f"action_{step}")()

    # Gas off for a pipe

    @act(planned=st.booleans())
    def interruption_is_entered(self, planned):
        starts_on = datetime.now() + timedelta(hours=30 if planned else 0)
        with self.tried(self.case.section):
            interruption = self.env["gas.interruption"].create(
                {
                    "reason": "walk",
                    "is_planned": planned,
                    "short_reason": "walk",
                    "station_id": self.case.east.id,
                    "section_id": self.case.section.id,
                    "starts_on": starts_on,
                    "ends_on": starts_on + timedelta(hours=6),
                    "notice_ids": [
                        (0, 0, {"way": "poster", "notified_on": datetime.now()})
                    ],
                }
            )
            interruption.action_find()

    @property
    def interruptions(self):
        return self.env["gas.interruption"].search(
            [("section_id", "=", self.case.section.id)], order="id"
        )

    @act(
        number=pick,
        step=st.sampled_from(("announce", "off", "restored", "cancel", "find")),
    )
    def interruption_goes_on(self, number, step):
        interruption = self.one(self.interruptions, number)
        if interruption:
            with self.tried(interruption):
                getattr(interruption, f"action_{step}")()

    @act(number=pick, valve=pick, step=st.sampled_from(("close", "open", "stuck")))
    def valve_is_turned(self, number, valve, step):
        interruption = self.one(self.interruptions, number)
        turned = self.one(interruption.valve_ids, valve)
        if turned:
            with self.tried(interruption):
                getattr(turned, f"action_{step}")()

    @act(number=pick)
    def gas_is_taken_from_the_pipe(self, number):
        """Announce it, wait, close all valves, and say so: the usual way."""
        interruption = self.one(self.interruptions, number)
        if interruption:
            with self.tried(interruption):
                if interruption.state == "draft" and interruption.is_planned:
                    interruption.action_announce()
            self.frozen.move_to(max(interruption.starts_on, datetime.now()))
            with self.tried(interruption):
                interruption.valve_ids.filtered("to_close").action_close()
                interruption.action_off()

    @act(number=pick)
    def gas_comes_back_to_the_pipe(self, number):
        interruption = self.one(self.interruptions, number)
        if interruption:
            with self.tried(interruption):
                interruption.valve_ids.action_open()
                dark = interruption.household_ids.filtered(
                    lambda row: row.state != "on"
                )
                dark.action_light()
                dark._enter_test(self.case.near.leader_id, True, 0)
                interruption.action_restored()

    @act(number=pick, household=pick, reading=st.sampled_from((0, 0, 30)))
    def household_is_lit(self, number, household, reading):
        interruption = self.one(self.interruptions, number)
        row = self.one(interruption.household_ids, household)
        if row:
            with self.tried(row):
                row.action_light()
                row._enter_test(self.case.near.leader_id, True, reading)

    @act(number=pick, household=pick, step=st.sampled_from(("nobody", "order_visit")))
    def nobody_is_at_home(self, number, household, step):
        interruption = self.one(self.interruptions, number)
        row = self.one(interruption.household_ids, household)
        if row:
            with self.tried(row):
                getattr(row, f"action_{step}")()

    # Incidents

    @property
    def incidents(self):
        return self.orders.incident_id.sorted("id")

    @act(order=pick)
    def incident_is_opened(self, order):
        order = self.one(self.orders, order)
        if order and not order.incident_id:
            with self.tried(order):
                order._open_new_incident()

    @act(number=pick, log=st.booleans())
    def scene_is_described(self, number, log):
        incident = self.one(self.incidents, number)
        if incident:
            with self.tried(incident):
                incident.write(
                    {
                        "commander_id": self.case.dispatcher.id,
                        "cause": "cause",
                        "measures": "measures",
                        "summary": "summary",
                    }
                )
                if log:
                    for kind in incident._kinds_to_log():
                        incident.log_ids.create(
                            {"incident_id": incident.id, "kind": kind, "words": "walk"}
                        )

    @act(
        number=pick,
        step=st.sampled_from(
            (
                "start",
                "control",
                "repaired",
                "restored",
                "close",
                "false_alarm",
                "find_households",
            )
        ),
    )
    def incident_goes_on(self, number, step):
        incident = self.one(self.incidents, number)
        if incident:
            with self.tried(incident):
                getattr(incident, f"action_{step}")()

    @act(number=pick)
    def incident_is_handled(self, number):
        """Describe the scene, start the plan, send crews, and go as far as it goes."""
        incident = self.one(self.incidents, number)
        if incident:
            self.scene_is_described(number, log=True)
            self.incident_goes_on(number, "start")
            for order in incident.order_ids:
                with self.tried(order):
                    order._dispatch(order._candidates()[0].team)
                self.work(order)
            for step in ("control", "repaired", "restored", "close"):
                self.incident_goes_on(number, step)

    # What always holds

    @invariant()
    def crews_are_at_one_emergency(self):
        for crew in self.case.crews:
            emergencies = self.env["fsm.order"].search(
                crew._sent_domain() & Domain("urgency", "=", "emergency")
            )
            assert len(emergencies) < 2, (crew.name, emergencies.mapped("name"))

    @invariant()
    def who_has_no_gas_is_on_the_list_with_what_ends_it(self):
        self.env.flush_all()
        off = self.case.households.filtered(lambda each: each.state == "suspended")
        rows = self.env["gas.interruption.household"].search(
            [
                ("contract_id", "in", self.case.households.ids),
                ("interruption_id.state", "=", "off"),
                ("state", "!=", "on"),
            ]
        )
        listed = self.env["gas.unsupplied.household"].search(
            [("contract_id", "in", self.case.households.ids)]
        )
        missing = (off | rows.contract_id) - listed.contract_id
        assert not missing, missing.mapped("name")
        for line in listed:
            assert line.ends_by, line.cause
            assert line.cause != "unexplained"

    @invariant()
    def who_is_under_way_has_one_visit(self):
        assert not self.env["gas.audit"]._find_order_visit().count


@tagged("post_install", "-at_install")
class TestWalks(WalkCase):
    """D01–D10, C39, G04: orders, stops, interruptions and incidents by anybody."""

    def _walk(self, walks):
        machine = type(
            "CaseWalk",
            (Walk,),
            {"case": self, "reached": set(), "refusals": Counter()},
        )
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=walks,
                stateful_step_count=STEPS,
                deadline=None,
                derandomize=True,
                database=None,
                # A walk is read as it is: to make it shorter takes many more.
                phases=(Phase.generate,),
                report_multiple_bugs=False,
                suppress_health_check=list(HealthCheck),
            ),
        )
        refused = machine.refusals.most_common(30)
        self.assertLessEqual(SEEN, machine.reached, refused)

    def test_hundreds_of_steps(self):
        self._walk(12)

    @pytest.mark.proof
    def test_thousands_of_steps(self):
        self._walk(150)
