from ast import literal_eval
from datetime import datetime, timedelta

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import OrderCase

# In China, a Monday at 9:00, and that day's half-days.
MONDAY_9 = datetime(2026, 11, 23, 1)
AFTERNOON = datetime(2026, 11, 23, 5), datetime(2026, 11, 23, 9)
TUESDAY = datetime(2026, 11, 24, 0)


class PlanCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # No crews but ours: they are what the capacity is counted by.
        others = cls.env["fsm.team"].search([("member_ids", "!=", False)])
        (others - cls.near - cls.far - cls.station_crew).active = False

    def appointment(self, start=None, **vals):
        return self.make_order("ignition", scheduled_date_start=start, **vals)


@tagged("post_install", "-at_install")
@freeze_time(MONDAY_9)
class TestAppointments(PlanCase):
    """D15, D36: free half-days are offered; another time is told before."""

    def test_end_follows_from_the_duration_of_the_kind(self):
        order = self.appointment(TUESDAY)
        self.assertEqual(order.scheduled_duration, 0.75)
        self.assertEqual(order.scheduled_date_end, TUESDAY + timedelta(minutes=45))
        order.scheduled_duration = 2
        self.assertEqual(order.scheduled_date_end, TUESDAY + timedelta(hours=2))

    def test_several_orders_are_moved_at_once(self):
        orders = self.appointment() + self.appointment()
        orders.write({"scheduled_date_start": TUESDAY})
        self.assertEqual(
            orders.mapped("scheduled_date_end"), [TUESDAY + timedelta(minutes=45)] * 2
        )

    def test_half_days_with_room_are_offered(self):
        """One crew of the station keeps three appointments in half a day."""
        order = self.appointment()
        first = order._free_slots()[0]
        self.assertEqual((first.start, first.end, first.free), (*AFTERNOON, 3))
        for _number in range(3):
            self.appointment(AFTERNOON[0])
        second = order._free_slots()[0]
        self.assertEqual((second.start, second.free), (TUESDAY, 3))

    def test_emergency_takes_no_appointment_away(self):
        self.make_order("emergency", scheduled_date_start=AFTERNOON[0])
        self.assertEqual(self.appointment()._free_slots()[0].free, 3)

    def test_customer_agrees(self):
        order = self.appointment()
        order._agree_on(AFTERNOON[0], "Wang")
        self.assertRecordValues(
            order,
            [
                {
                    "scheduled_date_start": AFTERNOON[0],
                    "appointment_agreed_on": MONDAY_9,
                    "appointment_with": "Wang",
                    "contacted_on": MONDAY_9,
                }
            ],
        )

    def test_full_half_day_is_refused(self):
        for _number in range(3):
            self.appointment(AFTERNOON[0])
        order = self.appointment()
        with self.assertRaises(UserError) as refusal:
            order._agree_on(AFTERNOON[0], "Wang")
        self.assertIn("all crews have appointments", str(refusal.exception))
        self.assertFalse(order.scheduled_date_start or order.appointment_agreed_on)
        # In the evening, when nobody counts, customer and crew are free to agree.
        order._agree_on(AFTERNOON[1] + timedelta(hours=2), "Wang")
        self.assertTrue(order.scheduled_date_start)

    def test_more_appointments_fit_when_the_company_says_so(self):
        self.env.company.gas_slots_per_half_day = 4
        self.assertEqual(self.appointment()._free_slots()[0].free, 4)

    def test_past_is_refused(self):
        order = self.appointment()
        with self.assertRaises(UserError):
            order._agree_on(MONDAY_9 - timedelta(minutes=1), "Wang")
        self.assertFalse(order.scheduled_date_start)

    def test_other_time_is_told_before_with_its_reason(self):
        order = self.appointment(AFTERNOON[0])
        with self.assertRaises(UserError):
            order._agree_on(TUESDAY, "Wang")
        self.assertEqual(order.scheduled_date_start, AFTERNOON[0])
        order._agree_on(TUESDAY, "Wang", "crew at an emergency")
        self.assertEqual(order.scheduled_date_start, TUESDAY)
        body = order.message_ids[0].body
        for part in (
            "2026-11-23 13:00",
            "2026-11-24 08:00",
            "told before",
            "crew at an emergency",
        ):
            self.assertIn(part, body)

    def test_other_time_that_is_told_too_late_is_called_so(self):
        order = self.appointment(AFTERNOON[0])
        with freeze_time(AFTERNOON[0] + timedelta(minutes=30)):
            order._agree_on(TUESDAY, "Wang", "forgotten")
        self.assertIn("told when it was past", order.message_ids[0].body)

    def test_crew_at_the_door_needs_no_appointment(self):
        order = self.make_order("repair")
        order._dispatch(self.station_crew, reason="test")
        self.press(order, "accept", "depart", "arrive")
        with self.assertRaises(UserError):
            order._agree_on(TUESDAY, "Wang")
        self.assertFalse(order.scheduled_date_start)

    def test_technician_agrees_on_his_own_orders_only(self):
        mine, other = self.appointment(), self.appointment()
        mine._dispatch(self.station_crew, reason="test")
        user = self.worker_of(self.station_crew)
        wizard = self.env["gas.order.appointment"].with_user(user)
        wizard = wizard.create({"order_id": mine.id, "person": "Wang"})
        self.assertEqual(wizard.start, AFTERNOON[0])
        wizard.slot_ids[1].action_choose()
        wizard.action_agree()
        self.assertEqual(mine.scheduled_date_start, TUESDAY)
        with self.assertRaises(AccessError):
            other.with_user(user)._agree_on(TUESDAY, "Wang")
        self.assertFalse(other.scheduled_date_start)

    def test_dialog_offers_and_notes(self):
        order = self.appointment(reporter="Wang")
        wizard = Form(
            self.env["gas.order.appointment"]
            .with_user(self.dispatcher)
            .with_context(default_order_id=order.id)
        )
        self.assertEqual((wizard.start, wizard.person), (AFTERNOON[0], "Wang"))
        wizard.start = AFTERNOON[0] + timedelta(hours=1)
        wizard.save().action_agree()
        self.assertEqual(order.scheduled_date_start, AFTERNOON[0] + timedelta(hours=1))

    def test_each_half_day_has_its_button(self):
        """The dialog is saved before it is shown: a button in it needs that."""
        order = self.appointment().with_user(self.dispatcher)
        action = order.action_appointment()
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        second = dialog.slot_ids[1]
        self.assertEqual(second.action_choose()["res_id"], dialog.id)
        self.assertEqual(dialog.start, second.start)
        dialog.action_agree()
        self.assertEqual(order.scheduled_date_start, second.start)

    def test_offer_costs_few_queries(self):
        order = self.appointment()
        for _number in range(20):
            self.appointment(TUESDAY + timedelta(days=1))
        self.env.flush_all()
        for allowed in (99, 14):  # rights are read once
            self.env.invalidate_all()
            with self.assertQueryCount(allowed):
                order._free_slots()


@tagged("post_install", "-at_install")
@freeze_time(MONDAY_9)
class TestRoute(PlanCase):
    """D33: the day of a crew, in the order in which it drives."""

    def _sent(self, latitude, start=None, code="ignition"):
        household = self.make_household()
        household.service_point_id.premise_id.write(
            {"latitude": latitude, "longitude": 108.3665}
        )
        order = self.make_order(
            code, contract_id=household.id, scheduled_date_start=start
        )
        order._dispatch(self.station_crew, reason="test")
        return order

    def test_appointments_stay_and_the_rest_is_near(self):
        self.station_crew._place(22.80, 108.3665)
        far, near = self._sent(22.90), self._sent(22.81)
        agreed = self._sent(22.82, AFTERNOON[0])
        later = self._sent(22.81, TUESDAY)
        self.station_crew.with_user(self.dispatcher).action_plan_route()
        self.assertEqual(
            [order.route_sequence for order in (near, far, agreed, later)], [1, 2, 3, 0]
        )

    def test_emergency_comes_first(self):
        self.station_crew._place(22.80, 108.3665)
        near, emergency = self._sent(22.80), self._sent(22.90, code="emergency")
        missed = self._sent(22.80, MONDAY_9 - timedelta(hours=1))
        self.station_crew.with_user(self.dispatcher).action_plan_route()
        self.assertEqual(
            [order.route_sequence for order in (emergency, missed, near)], [1, 2, 3]
        )

    def test_other_crew_plans_anew(self):
        order = self._sent(22.80)
        self.station_crew.with_user(self.dispatcher).action_plan_route()
        self.assertEqual(order.route_sequence, 1)
        order._dispatch(self.near, reason="test")
        self.assertEqual(order.route_sequence, 0)

    def test_day_of_the_crew_is_shown(self):
        today, later = self._sent(22.80), self._sent(22.81, TUESDAY)
        action = self.station_crew.with_user(self.dispatcher).action_open_day()
        found = self.env["fsm.order"].search(action["domain"])
        self.assertEqual(found & (today + later), today)

    def test_technician_reads_his_day_and_leaves_other_crews_alone(self):
        order = self._sent(22.80)
        self.station_crew.with_user(self.dispatcher).action_plan_route()
        stranger = self.worker_of(self.near)
        self.station_crew.with_user(stranger)._plan_route()
        self.assertEqual(order.route_sequence, 1)
        action = self.station_crew.with_user(stranger).action_open_day()
        orders = self.env["fsm.order"].with_user(stranger)
        self.assertFalse(orders.search(action["domain"]))

    def test_unfinished_orders_of_today_are_listed_and_keep_a_reason(self):
        today, later = self._sent(22.80, AFTERNOON[0]), self._sent(22.81, TUESDAY)
        failed, done = self._sent(22.82), self._sent(22.83, AFTERNOON[0])
        failed._fail("Nobody at home")
        done._cancel("moved away")
        arch = self.env["fsm.order"].get_view(
            self.env.ref("gas_workorder.fsm_order_view_search").id
        )["arch"]
        (chosen,) = etree.fromstring(arch).xpath("//filter[@name='unfinished_today']")
        orders = self.env["fsm.order"].with_user(self.dispatcher)
        found = orders.search(literal_eval(chosen.get("domain")))
        ours = today + later + failed + done
        self.assertEqual(found & ours, today + failed)
        (found & today).unfinished_reason = "No crew was free"
        self.assertEqual(today.unfinished_reason, "No crew was free")
