import doctest
from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import UserError
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
        for step in ("accept", "depart", "arrive", "start"):
            getattr(mine, f"action_{step}")()
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
        """The guard is asked again before the crew closes the valve."""
        with freeze_time(THURSDAY_10):
            stop = self._told()
            stop.action_order()
            self.household.sudo().write({"protection": "ill"})
            with self.assertRaises(UserError):
                self._go_there(stop.stop_order_id, index_m3=1, seal="F-1")
        self.assertEqual((stop.state, self.household.state), ("ordered", "running"))

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
