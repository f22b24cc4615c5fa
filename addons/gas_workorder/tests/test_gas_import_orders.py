from datetime import date, datetime

from freezegun import freeze_time

from odoo.tests import tagged

from .common import OrderCase

HEADER = "户号,工单类型,预约日期,反映内容"


@tagged("post_install", "-at_install")
class TestGasImportOrders(OrderCase):
    """D31, D33: orders of a list of households, checked row by row."""

    def _run(self, *lines, check_only=False):
        content = "\n".join((HEADER, *lines)).encode()
        record = self.send_in("orders", content, self.dispatcher)
        if not check_only:
            record.action_import()
        return record

    def test_rows_become_orders(self):
        number = self.household.name
        with freeze_time("2026-11-20"):
            record = self._run(
                f"{number},meter_exchange,2026-12-01,到期换表",
                "80999999999,repair,,",
                f"{number},repair,2026-11-01,",
            )
        self.assertEqual((record.good_count, record.refused_count), (1, 2))
        self.assertEqual(record.refusal_ids.mapped("column"), ["户号", "预约日期"])
        self.assertRecordValues(
            self.env["fsm.order"].search([("contract_id", "=", self.household.id)]),
            [
                {
                    "code": "meter_exchange",
                    "state": "new",
                    "fault": "到期换表",
                    "scheduled_date_start": datetime(2026, 12, 1, 0, 30),
                    "station_id": self.east.id,
                }
            ],
        )

    @freeze_time("2026-11-20 03:00:00")
    def test_day_of_a_list_is_promised_until_its_end(self):
        """A list of a day says no hour: the crew comes when it comes, on that day."""
        self._run(f"{self.household.name},meter_exchange,2026-12-01,")
        order = self.env["fsm.order"].search([("contract_id", "=", self.household.id)])
        promise = order.promise_ids.filtered(
            lambda each: each.policy_id.code == "appointment_arrival"
        )
        # The office closes at 17:00.
        self.assertEqual(promise.deadline_at, datetime(2026, 12, 1, 9, 1))

    @freeze_time("2026-11-20 03:00:00")
    def test_day_off_of_a_list_is_promised_until_midnight(self):
        self._run(f"{self.household.name},meter_exchange,2026-12-05,")
        order = self.env["fsm.order"].search([("contract_id", "=", self.household.id)])
        self.assertEqual(order.appointment_until, datetime(2026, 12, 5, 16))

    @freeze_time("2026-11-19 17:00:00")
    def test_day_is_over_by_the_companys_clock(self):
        """In China it is the 20th, an hour after midnight; the user lives in UTC."""
        self.dispatcher.tz = "UTC"
        record = self._run(f"{self.household.name},repair,2026-11-19,")
        self.assertEqual((record.good_count, record.refused_count), (0, 1))

    @freeze_time("2026-11-20 03:00:00")
    def test_same_file_twice_orders_once(self):
        line = f"{self.household.name},repair,{date.today()},"
        self._run(line)
        again = self._run(line)
        self.assertEqual((again.good_count, again.present_count), (0, 1))
        self.assertEqual(
            self.env["fsm.order"].search_count(
                [("contract_id", "=", self.household.id)]
            ),
            1,
        )

    def test_check_orders_nothing(self):
        record = self._run(f"{self.household.name},repair,,", check_only=True)
        self.assertEqual(record.good_count, 1)
        self.assertFalse(
            self.env["fsm.order"].search([("contract_id", "=", self.household.id)])
        )

    def test_file_orders_no_stop_of_supply(self):
        """Gas is cut off and restored by the record of a stop, and by no file."""
        name = self.household.name
        record = self._run(f"{name},stop,,", f"{name},restore,,")
        self.assertEqual((record.good_count, record.refused_count), (0, 2))
        self.assertEqual(set(record.refusal_ids.mapped("column")), {"工单类型"})
        self.assertFalse(
            self.env["fsm.order"].search([("contract_id", "=", self.household.id)])
        )
