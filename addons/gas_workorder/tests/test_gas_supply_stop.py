import doctest
from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..tools import supply_guard
from .common import OrderCase

THURSDAY_10 = datetime(2026, 11, 26, 2)  # in China


@tagged("post_install", "-at_install")
class TestGasSupplyStop(OrderCase):
    """A19, A24, B32, D31, D32: gas is cut off by one guard, and restored in time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls.role("station_head")
        cls.user = cls.worker_of(cls.station_crew)

    def _stop(self, reason="arrears", **vals):
        return (
            self.env["gas.supply.stop"]
            .with_user(self.head)
            .create({"contract_id": self.household.id, "reason": reason, **vals})
        )

    def _told(self, **vals):
        return self._stop(
            noticed_on=datetime(2026, 11, 1, 2),
            notice_way="hand",
            notice_proof="signed by Wang",
            planned_on=THURSDAY_10,
            **vals,
        )

    def _work(self, order, **vals):
        self._go_there(order, **vals).action_done()

    def _go_there(self, order, **vals):
        order._dispatch(self.station_crew, reason="test")
        mine = order.with_user(self.user)
        mine.check_line_ids.is_done = True
        for line in mine.check_line_ids.filtered("has_limits"):
            line.reading = line.lowest
        self.press(mine, "accept", "depart", "arrive", "start")
        mine.write({"method": "done", **vals})
        mine.action_checked()
        mine.sudo().signed_on = datetime.now()
        return mine

    def test_examples_of_the_documentation(self):
        tried = doctest.testmod(supply_guard)
        self.assertGreater(tried.attempted, 5)
        self.assertFalse(tried.failed)

    def test_cut_off_and_restored(self):
        with freeze_time(THURSDAY_10):
            stop = self._told()
            stop.action_noticed()
            stop.action_order()
            self.assertEqual(stop.stop_order_id.scheduled_date_start, THURSDAY_10)
            mine = self._go_there(stop.stop_order_id, index_m3=321)
            with self.assertRaises(UserError) as refusal:
                mine.action_done()
            self.assertIn("seal", str(refusal.exception))
            self.assertEqual(self.household.state, "running")
            mine.seal = "F-77"
            mine.action_done()
        self.assertRecordValues(
            stop, [{"state": "stopped", "seal": "F-77", "index_m3": 321}]
        )
        self.assertRecordValues(
            self.household,
            [
                {
                    "state": "suspended",
                    "suspended_on": date(2026, 11, 26),
                    "seal": "F-77",
                }
            ],
        )
        with freeze_time("2026-11-27 02:00:00"):
            stop.action_restore()
            self._work(stop.restore_order_id)
        self.assertEqual((stop.state, self.household.state), ("restored", "running"))
        self.assertFalse(self.household.seal)

    def test_guard_says_all_that_speaks_against_it(self):
        self.household.sudo().write({"protection": "old_alone"})
        with freeze_time(THURSDAY_10):
            stop = self._stop(planned_on=datetime(2026, 11, 27, 8))  # Friday, 16:00
            with self.assertRaises(UserError) as refusal:
                stop.action_order()
        for words in ("protected", "not proven", "Fridays after 16:00"):
            self.assertIn(words, str(refusal.exception))
        self.assertEqual((stop.state, stop.stop_order_id.id), ("draft", False))

    def test_notice_runs_its_days(self):
        with freeze_time(THURSDAY_10):
            stop = self._told()
            stop.noticed_on = datetime(2026, 11, 20, 2)
            self.assertIn("until 2026-12-05", stop.obstacles)

    def test_working_days_are_those_of_the_companys_calendar(self):
        calendar = self.env.company.promise_calendar_id.copy({"name": "Own"})
        self.env.company.promise_calendar_id = calendar
        calendar.attendance_ids.filtered(lambda each: each.dayofweek == "3").unlink()
        with freeze_time(THURSDAY_10):
            self.assertIn("The office is closed on that day.", self._told().obstacles)

    def test_company_without_a_calendar_works_every_day(self):
        self.env.company.promise_calendar_id = False
        with freeze_time(THURSDAY_10):
            self.assertFalse(self._told().obstacles)
            self.assertFalse(self.make_order()._free_slots())

    def test_hazard_waits_for_no_notice(self):
        with freeze_time("2026-11-28 14:00:00"):  # Saturday, 22:00
            stop = self._stop("hazard")
            self.assertFalse(stop.obstacles)
            stop.action_order()
        self.assertEqual(stop.state, "ordered")

    def test_one_stop_at_a_time(self):
        self._stop()
        with self.assertRaises(Exception) as refusal:
            self._stop("hazard")
        self.assertIn("one_open", str(refusal.exception))

    def test_debt_that_is_paid_on_the_way_stops_the_crew(self):
        """The guard is asked again when the crew begins, and when it is done."""
        with freeze_time(THURSDAY_10):
            stop = self._told()
            stop.action_order()
            mine = self._go_there(stop.stop_order_id, index_m3=1, seal="F-1")
            self.household.sudo().write({"protection": "ill"})
            with self.assertRaises(UserError):
                mine.action_done()
        self.assertEqual((stop.state, self.household.state), ("ordered", "running"))

    # Only by its record

    def test_nobody_orders_a_cut_without_its_stop(self):
        """By no button, list, file or change of kind; the words say how it is done."""
        orders = self.env["fsm.order"]
        known = orders.search([])
        for code in ("stop", "restore"):
            with self.subTest(code=code), self.assertRaises(ValidationError) as refusal:
                self.make_order(code)
            self.assertIn("Stops of Supply", str(refusal.exception))
            repair = self.make_order()
            with self.subTest(change=code), self.assertRaises(ValidationError):
                repair.type = self.kind(code)
            self.assertEqual(repair.code, "repair")
            known |= repair
        self.assertEqual(orders.search([]), known)
        self.assertEqual(self.household.state, "running")

    def test_order_of_before_the_rule_is_not_sent(self):
        order = self.make_order()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE fsm_order SET type = %s, code = 'stop' WHERE id = %s",
            [self.kind("stop").id, order.id],
        )
        self.env.invalidate_all()
        with self.assertRaises(UserError) as refusal:
            order._dispatch(self.near)
        self.assertIn("Stops of Supply", str(refusal.exception))
        self.assertEqual(order.state, "new")

    def test_fault_found_while_cutting_off_orders_a_repair(self):
        with freeze_time(THURSDAY_10):
            stop = self._told()
            stop.action_order()
            line = stop.stop_order_id.check_line_ids[0]
            line.sudo().write({"is_faulty": True, "words": "valve leaks"})
        self.assertEqual(line.found_order_id.code, "repair")

    def test_kinds_of_defects_are_no_stops(self):
        with self.assertRaises(ValidationError):
            self.kind("visit").found_type_id = self.kind("stop")

    # The moment of the cut

    def _ordered(self, planned_on=THURSDAY_10):
        stop = self._told()
        stop.planned_on = planned_on
        stop.action_order()
        return stop, stop.stop_order_id

    def test_night_counts_though_the_plan_was_for_the_day(self):
        """Planned on Thursday at 10:00, begun on Friday at 20:00."""
        with freeze_time(THURSDAY_10):
            stop, order = self._ordered()
        with freeze_time("2026-11-27 12:00:00"):
            with self.assertRaises(UserError) as refusal:
                self._go_there(order, index_m3=1, seal="F-1")
        self.assertIn("8:00 to 17:00", str(refusal.exception))
        self.assertNotEqual(order.state, "working")
        self.assertEqual((stop.state, self.household.state), ("ordered", "running"))

    def test_cut_that_ends_in_the_night_is_refused(self):
        with freeze_time(THURSDAY_10):
            stop, order = self._ordered()
            mine = self._go_there(order, index_m3=1, seal="F-1")
        with freeze_time("2026-11-26 12:00:00"), self.assertRaises(UserError):
            mine.action_done()
        self.assertEqual((stop.state, self.household.state), ("ordered", "running"))

    def test_cut_at_three_sent_at_six_is_a_cut_at_three(self):
        with freeze_time(THURSDAY_10):
            stop, order = self._ordered()
            mine = self._go_there(order, index_m3=1, seal="F-1")
        with freeze_time("2026-11-26 10:00:00"):  # 18:00
            mine._finish(at=datetime(2026, 11, 26, 7))
        self.assertEqual(
            (stop.state, stop.stopped_on), ("stopped", datetime(2026, 11, 26, 7))
        )

    def test_plan_that_has_passed_is_no_plan(self):
        with freeze_time(THURSDAY_10):
            stop = self._told()
        with freeze_time("2026-11-27 12:00:00"):  # Friday, 20:00
            stop.invalidate_recordset(["obstacles"])
            self.assertIn("8:00 to 17:00", stop.obstacles)
            with self.assertRaises(UserError):
                stop.action_order()
        self.assertFalse(stop.stop_order_id)

    # No state without a way on

    def _stopped(self, reason="hazard"):
        with freeze_time(THURSDAY_10):
            stop = self._stop(reason)
            stop.action_order()
            self._work(stop.stop_order_id, seal="F-1", index_m3=1)
        return stop

    def test_cancelled_order_of_the_cut_is_given_anew(self):
        with freeze_time(THURSDAY_10):
            stop, order = self._ordered()
            order._cancel("crew is ill")
            self.assertEqual(stop.state, "noticed")
            stop.action_order()
        self.assertNotEqual(stop.stop_order_id, order)
        self.assertEqual((stop.state, stop.stop_order_id.state), ("ordered", "new"))

    def test_cancelled_order_of_a_restoration_is_given_anew(self):
        stop = self._stopped()
        stop.action_restore()
        first, cleared_on = stop.restore_order_id, stop.cleared_on
        first._cancel("customer away")
        self.assertEqual((stop.state, stop.cleared_on), ("stopped", cleared_on))
        stop.action_restore()
        self.assertNotEqual(stop.restore_order_id, first)
        with freeze_time("2026-11-27 02:00:00"):
            self._work(stop.restore_order_id)
        self.assertEqual((stop.state, self.household.state), ("restored", "running"))

    def test_failed_order_of_a_restoration_is_given_anew(self):
        stop = self._stopped()
        stop.action_restore()
        first = stop.restore_order_id
        self.assertFalse(stop.visit_failed)
        first._dispatch(self.near, reason="test")
        first._fail("nobody at home")
        self.assertEqual((stop.state, stop.visit_failed), ("restoring", True))
        stop.action_restore()
        self.assertEqual((first.state, stop.state), ("cancelled", "restoring"))
        self.assertEqual(stop.restore_order_id.state, "new")

    def test_order_that_its_stop_does_not_wait_for_is_not_sent(self):
        """As one made by a call that names any stop by way of a default."""
        stop = self._stopped()
        stop.action_restore()
        other = self.env["fsm.order"].create(
            {
                "type": self.kind("restore").id,
                "contract_id": self.household.id,
                "supply_stop_id": stop.id,
            }
        )
        with self.assertRaises(UserError):
            other._dispatch(self.near, reason="test")
        self.assertEqual((other.state, stop.state), ("new", "restoring"))

    def test_contract_that_runs_again_does_not_keep_the_order_open(self):
        stop = self._stopped()
        stop.action_restore()
        self.household._move_to("running", suspended_on=False, seal=False)
        with freeze_time("2026-11-27 02:00:00"):
            self._work(stop.restore_order_id)
        self.assertEqual((stop.state, self.household.state), ("restored", "running"))

    def test_running_order_is_not_given_twice(self):
        stop = self._stopped()
        stop.action_restore()
        first = stop.restore_order_id
        with self.assertRaises(UserError):
            stop.action_restore()
        self.assertEqual((stop.restore_order_id, first.state), (first, "new"))

    def test_orders_and_stops_that_count_are_not_deleted(self):
        stop = self._stopped()
        stop.action_restore()
        with self.assertRaises(UserError):
            stop.restore_order_id.sudo().unlink()
        with self.assertRaises(UserError):
            stop.unlink()
        self.assertTrue(stop.restore_order_id.exists() and stop.exists())
        draft = self._stop("hazard", contract_id=self.make_household().id)
        draft.unlink()
        self.assertFalse(draft.exists())

    def test_customer_does_not_resume_what_was_cut_for_a_hazard(self):
        stop = self._stopped()
        application = self._application("resume")
        with self.assertRaises(UserError) as refusal:
            application.action_submit()
        self.assertIn("Hazard", str(refusal.exception))
        self.assertEqual((stop.state, self.household.state), ("stopped", "suspended"))

    def test_end_of_the_contract_ends_its_stop(self):
        stop = self._stopped()
        self.household._move_to("closed", date_end=date(2026, 12, 1))
        self.assertEqual(stop.state, "ended")
        other = self.make_household()
        told = self._stop(contract_id=other.id)
        other._move_to("closed", date_end=date(2026, 12, 1))
        self.assertEqual(told.state, "cancelled")

    def _application(self, code):
        return self.env["gas.application"].create(
            {
                "kind_id": self.env["gas.application.kind"]
                .search([("code", "=", code)])
                .id,
                "contract_id": self.household.id,
                "partner_id": self.household.partner_id.id,
            }
        )

    def test_exchange_on_site_is_in_the_archive(self):
        new = self.make_meter()
        old = self.household.service_point_id.meter_id
        order = self.make_order("meter_exchange")
        self._work(
            order,
            index_m3=500,
            new_meter_id=new.id,
            new_index_m3=2,
            exchange_reason="age",
        )
        self.assertEqual(order.application_id.state, "done")
        installations = self.household.service_point_id.installation_ids
        self.assertEqual(
            [
                (i.meter_id, i.index_start_m3, i.index_end_m3)
                for i in installations.sorted("id")
            ],
            [(old, 0, 500), (new, 2, 0)],
        )
