from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from .common import OrderCase

CALL = datetime(2026, 11, 24, 19, 0)  # 3 a.m. in Shanghai


@tagged("post_install", "-at_install")
class TestEmergencyPromises(OrderCase):
    """D02, D03, F02, G02: out within 5 minutes, there within 30; else one alarm."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls.role("station_head", cls.east)
        cls.other_dispatcher = cls.role("dispatcher", cls.west)
        with freeze_time(CALL):
            cls.order = cls.make_order("emergency_indoor")

    def _promise(self, code):
        policy = self.env.ref(f"gas_workorder.policy_{code}")
        return self.order.promise_ids.filtered(lambda p: p.policy_id == policy)

    def _at(self, minutes, seconds=0):
        return freeze_time(CALL + timedelta(minutes=minutes, seconds=seconds))

    def _alarm(self, promise):
        """Run the cron as it runs each minute; return the alarms of ``promise``."""
        with self.enter_registry_test_mode():
            cron = self.env.ref("gas_promise.gas_promise_cron_alarm")
            cron.method_direct_trigger()
        return self.env["gas.promise.alarm"].search([("promise_id", "=", promise.id)])

    def _breaches(self, promise):
        return self._alarm(promise).filtered(lambda alarm: alarm.kind != "warning")

    def test_out_within_five_minutes(self):
        promise = self._promise("emergency_departure")
        self.assertEqual(promise.deadline_at, CALL + timedelta(minutes=5))
        with self._at(5):
            self.assertFalse(self._breaches(promise))
        with self._at(5, 1):
            breaches = self._breaches(promise)
            self.assertEqual(breaches.mapped("kind"), ["breach", "step"])
            told = breaches.user_ids
            self.assertIn(self.dispatcher, told)
            self.assertNotIn(self.other_dispatcher, told)
            self.assertNotIn(self.head, told)
            self.assertEqual(promise.state, "broken")
        with self._at(6):
            self.assertEqual(self._breaches(promise), breaches)

    def test_station_head_is_told_when_it_goes_on(self):
        promise = self._promise("emergency_departure")
        with self._at(20):
            self.assertNotIn(self.head, self._breaches(promise).user_ids)
        with self._at(20, 1):
            self.assertIn(self.head, self._breaches(promise).user_ids)

    def test_there_within_thirty_minutes(self):
        promise = self._promise("emergency_arrival")
        with self._at(30):
            self.assertFalse(self._breaches(promise))
        with self._at(30, 1):
            self.assertIn("breach", self._breaches(promise).mapped("kind"))

    def test_crew_in_time_alarms_nobody(self):
        self.fill_in(self.order)
        with self._at(2):
            self.order._dispatch(self.near)
            self.order.sudo()._move_to("accepted")
        with self._at(4, 59):
            self.order.sudo()._move_to("on_way")
        with self._at(29, 59):
            self.order.sudo()._move_to("on_site")
        with self._at(60):
            for code in ("emergency_departure", "emergency_arrival"):
                promise = self._promise(code)
                self.assertFalse(self._breaches(promise))
                self.assertEqual(promise.state, "kept")

    def _deadlines(self, order):
        """Return {code: deadline} of what is promised for ``order``."""
        return {p.policy_id.code: p.deadline_at for p in order.promise_ids}

    def test_ordinary_fault(self):
        """D12, D14: there within 20 minutes, unless another time is agreed on."""
        with freeze_time(CALL):
            order = self.make_order("repair")
            agreed = self.make_order(
                "repair", scheduled_date_start=CALL + timedelta(hours=9)
            )
        found = self._deadlines(order)
        self.assertEqual(found["fault_arrival"], CALL + timedelta(minutes=20))
        # The call came at night: two working days later, the office closes at 17:00.
        self.assertEqual(found["fault_visit"], datetime(2026, 11, 27, 9))
        self.assertNotIn("fault_arrival", self._deadlines(agreed))

    def test_small_and_big_faults(self):
        """D13: repaired within 4 hours of the arrival, or within a day."""
        for size, hours in (("small", 4), ("big", 24)):
            with freeze_time(CALL):
                order = self.make_order("repair", fault_size=size).sudo()
                order.write({"state": "dispatched"})
                for state in ("accepted", "on_way"):
                    order.write({"state": state})
                order._move_to("on_site")
            self.assertEqual(
                self._deadlines(order)[f"repair_{size}"], CALL + timedelta(hours=hours)
            )

    def test_order_that_is_cancelled_promises_nothing(self):
        with self._at(3):
            self.order.with_user(self.dispatcher)._cancel("误报")
        with self._at(40):
            self.assertFalse(self._breaches(self._promise("emergency_arrival")))

    # Facts that change

    def _lines(self, order):
        return order.check_line_ids.mapped(lambda line: (line.phase, line.name))

    def test_fault_that_becomes_an_emergency(self):
        """Its clocks run from the call, and it is checked like an emergency."""
        with freeze_time(CALL):
            order = self.make_order("repair")
            like = self.make_order("emergency_indoor")
        answered = order.check_line_ids[0]
        answered.write({"is_done": True, "words": "shown"})
        with self._at(2):
            order.type = self.kind("emergency_indoor")
        found = self._deadlines(order)
        self.assertEqual(found["emergency_departure"], CALL + timedelta(minutes=5))
        self.assertEqual(found["emergency_arrival"], CALL + timedelta(minutes=30))
        fault = order.promise_ids.filtered(
            lambda promise: promise.policy_id.code == "fault_arrival"
        )
        self.assertEqual(fault.state, "cancelled")
        self.assertTrue(answered.exists().is_done)
        self.assertEqual(
            set(self._lines(order)),
            {*self._lines(like), (answered.phase, answered.name)},
        )
        self.assertEqual(len(set(self._lines(order))), len(order.check_line_ids))
        with self._at(5, 1):
            alarms = self._breaches(
                order.promise_ids.filtered(
                    lambda promise: promise.policy_id.code == "emergency_departure"
                )
            )
            self.assertEqual(alarms.mapped("kind"), ["breach", "step"])

    def test_kind_written_again_changes_no_checklist(self):
        order = self.make_order("repair")
        lines = order.check_line_ids
        order.write({"type": order.type.id})
        self.assertEqual(order.check_line_ids, lines)

    def test_kind_of_work_that_is_over_changes_no_checklist(self):
        self.order.with_user(self.dispatcher)._cancel("误报")
        lines = self.order.check_line_ids
        self.order.sudo().type = self.kind("repair")
        self.assertEqual(self.order.check_line_ids, lines)

    def test_urgency_of_a_kind_that_is_changed_moves_its_clocks(self):
        with freeze_time(CALL):
            order = self.make_order("repair")
            self.kind("repair").urgency = "emergency"
            self.env.cr.flush()
        self.assertIn("emergency_departure", self._deadlines(order))

    def test_community_that_moves_takes_its_clocks_along(self):
        self.garden.parent_id = self.west
        self.env.cr.flush()
        self.assertEqual(self.order.promise_ids.station_id, self.west)

    # Appointments

    def _appointment(self, order):
        return order.promise_ids.filtered(
            lambda promise: promise.policy_id.code == "appointment_arrival"
        )

    def test_appointment_is_for_a_half_day(self):
        """D36: from 8:00 to 12:00; it is broken at 12:01 and not at 8:01."""
        with freeze_time(CALL):
            order = self.make_order(
                "ignition", scheduled_date_start=datetime(2026, 11, 25, 0)
            )
        promise = self._appointment(order)
        self.assertEqual(promise.deadline_at, datetime(2026, 11, 25, 4, 1))
        with freeze_time(datetime(2026, 11, 25, 4, 0)):
            self.assertFalse(self._breaches(promise))
        with freeze_time(datetime(2026, 11, 25, 4, 1, 1)):
            self.assertIn("breach", self._breaches(promise).mapped("kind"))

    def test_appointment_within_a_half_day_is_for_that_half_day(self):
        with freeze_time(CALL):
            order = self.make_order(
                "ignition", scheduled_date_start=datetime(2026, 11, 25, 6)
            )
        self.assertEqual(
            self._appointment(order).deadline_at, datetime(2026, 11, 25, 9, 1)
        )

    def test_appointment_outside_office_hours_is_for_its_hours(self):
        evening = datetime(2026, 11, 25, 11)
        with freeze_time(CALL):
            order = self.make_order("ignition", scheduled_date_start=evening)
        self.assertEqual(
            self._appointment(order).deadline_at, evening + timedelta(minutes=46)
        )

    def test_appointment_that_was_missed_is_not_made_good_by_another(self):
        """D36: the customer waited the whole morning."""
        with freeze_time(CALL):
            order = self.make_order(
                "ignition", scheduled_date_start=datetime(2026, 11, 25, 0)
            )
        promise = self._appointment(order)
        with freeze_time(datetime(2026, 11, 25, 4, 2)):
            order._agree_on(datetime(2026, 11, 25, 5), "Wang", "crew was late")
            self.assertEqual(promise.deadline_at, datetime(2026, 11, 25, 4, 1))
        with freeze_time(datetime(2026, 11, 25, 5, 10)):
            for state in ("dispatched", "accepted", "on_way", "on_site"):
                order.sudo()._move_to(state)
        self.assertEqual(promise.state, "broken")

    def test_time_that_the_crew_calls_out_is_for_its_hours(self):
        with freeze_time(CALL):
            order = self.make_order(
                "ignition", scheduled_date_start=datetime(2026, 11, 25, 0)
            )
            order._contact("2026-11-25 01:30:00")
        promise = self._appointment(order)
        self.assertEqual(promise.deadline_at, datetime(2026, 11, 25, 2, 16))
        # With the customer, half-days are agreed on again.
        with freeze_time(CALL):
            order._agree_on(datetime(2026, 11, 25, 1), "Wang", "out in the morning")
        self.assertEqual(promise.deadline_at, datetime(2026, 11, 25, 4, 1))

    # Somebody is told

    def _told_of_departure(self):
        self.order = self.order.with_user(self.env.user)
        with self._at(5, 1):
            return self._breaches(self._promise("emergency_departure")).user_ids

    def _without(self, *roles):
        """Let nobody of ``roles`` work for any area."""
        for role in roles:
            group = self.env.ref(f"gas_customer.gas_customer_group_{role}")
            group.all_user_ids.gas_area_ids = [Command.clear()]

    def test_station_without_a_dispatcher_tells_its_head(self):
        chief = self.role("station_head")
        self.dispatcher.gas_area_ids = [Command.clear()]
        told = self._told_of_departure()
        self.assertEqual(told, self.head)
        self.assertNotIn(chief, told)

    def test_station_without_a_head_tells_the_one_above(self):
        self._without("dispatcher", "station_head")
        chief = self.role("station_head")
        self.assertEqual(self._told_of_departure(), chief)

    def test_company_without_any_head_tells_the_administrator(self):
        self._without("dispatcher", "station_head")
        administrators = self.env.ref(
            "gas_customer.gas_customer_group_administrator"
        ).all_user_ids
        told = self._told_of_departure()
        self.assertEqual(len(told), 1)
        self.assertLessEqual(told, administrators)
