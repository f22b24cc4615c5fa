from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PeopleCase


@tagged("post_install", "-at_install")
class TestGasRepairQuality(PeopleCase):
    """D23, F10: repairs that come again count against who did them first."""

    def _done(self, on, team=None, **vals):
        """Return a repair that was done at ``on``: what came before is not asked."""
        with freeze_time(on):
            order = self.make_order(
                fault_id=self.env.ref("gas_workorder.fault_leak").id,
                contract_id=self.make_household().id,
                reported_on=on,
                **vals,
            )
            order._dispatch(team or self.station_crew, reason="test")
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE fsm_order SET state = 'done', done_on = %s WHERE id = %s",
                (on, order.id),
            )
            order.invalidate_recordset()
        return order

    def test_mean_of_what_customers_said(self):
        for rating in ("5", "4"):
            self._done(datetime(2026, 11, 2, 2)).sudo().rating = rating
        self._done(datetime(2026, 11, 3, 2))
        self.env.flush_all()
        row = self.env["gas.repair.quality"].search(
            [("worker_id", "=", self.station_crew.leader_id.id)]
        )
        self.assertEqual((row.done_count, row.mean_rating), (3, 4.5))

    def _again(self, first, on):
        order = self.make_order(
            fault_id=first.fault_id.id,
            contract_id=first.contract_id.id,
            reported_on=on,
        )
        self.assertEqual(order.first_order_id, first)
        return order

    def _rows(self, worker=None):
        self.env.invalidate_all()
        return self.env["gas.repair.quality"].search(
            [("worker_id", "=", (worker or self.worker).id)], order="month"
        )

    def test_month_of_a_worker(self):
        bad = self._done(datetime(2026, 3, 2, 2))
        # Midnight in China is still February in London.
        self._done(datetime(2026, 2, 28, 17))
        self._done(datetime(2026, 4, 1, 2))
        for day in (5, 6):
            self._again(bad, datetime(2026, 3, day, 2))
        self._again(bad, datetime(2026, 3, 7, 2))._cancel("wrong call")
        failed = self.make_order("ignition")
        with freeze_time("2026-04-03 02:00:00"):
            failed._dispatch(self.station_crew, reason="test")
            failed._fail("Nobody at home")
        self.assertRecordValues(
            self._rows(),
            [
                {
                    "month": date(2026, 3, 1),
                    "station_id": self.east.id,
                    "done_count": 2,
                    "repair_count": 2,
                    "again_count": 2,
                    "again_share": 100.0,
                    "failed_count": 0,
                    "is_below_standard": True,
                },
                {
                    "month": date(2026, 4, 1),
                    "station_id": self.east.id,
                    "done_count": 1,
                    "repair_count": 1,
                    "again_count": 0,
                    "again_share": 0.0,
                    "failed_count": 1,
                    "is_below_standard": False,
                },
            ],
        )

    def test_who_repairs_again_is_not_blamed(self):
        bad = self._done(datetime(2026, 3, 2, 2))
        again = self._again(bad, datetime(2026, 3, 5, 2))
        with freeze_time("2026-03-05 02:00:00"):
            again._dispatch(self.near, reason="test")
        self.assertFalse(self._rows(self.near.leader_id))
        self.assertEqual(self._rows().again_count, 1)

    def test_company_says_what_is_below_its_standard(self):
        bad = self._done(datetime(2026, 3, 2, 2))
        self._done(datetime(2026, 3, 3, 2))
        self._again(bad, datetime(2026, 3, 5, 2))
        self.assertTrue(self._rows().is_below_standard)
        self.env.company.gas_again_share_limit = 50
        self.assertFalse(self._rows().is_below_standard)

    def test_share_of_a_group_is_that_of_its_repairs(self):
        bad = self._done(datetime(2026, 3, 2, 2))
        for day in (1, 2, 3):
            self._done(datetime(2026, 4, day, 2))
        self._again(bad, datetime(2026, 3, 5, 2))
        groups = self.env["gas.repair.quality"]._read_group(
            [("worker_id", "=", self.worker.id)], ["worker_id"], ["again_share:avg"]
        )
        self.assertEqual(groups, [(self.worker, 25.0)])

    def test_measure_is_opened_with_its_grounds_and_ends_with_a_result(self):
        self._again(self._done(datetime(2026, 3, 2, 2)), datetime(2026, 3, 5, 2))
        action = self._rows().with_user(self.head).action_take_measure()
        measures = self.env["gas.quality.measure"].with_user(self.head)
        measure = measures.with_context(**action["context"]).create(
            {"measure": "accompanied", "due_on": date(2026, 4, 30)}
        )
        self.assertEqual((measure.worker_id, measure.state), (self.worker, "open"))
        self.assertEqual(measure.station_id, self.east)
        self.assertIn("2026-03: 1 of 1 repairs", measure.grounds)
        with self.assertRaises(UserError):
            measure.action_done()
        self.assertEqual(measure.state, "open")
        measure.result = "Ten repairs without a fault"
        measure.action_done()
        self.assertEqual(measure.state, "done")
        self.assertEqual(self.worker.with_user(self.head).measure_ids, measure)

    def test_worker_sees_his_own_file_only(self):
        self._done(datetime(2026, 3, 2, 2))
        self._done(datetime(2026, 3, 2, 2), self.near)
        seen = self.env["gas.repair.quality"].with_user(self.user)
        self.assertEqual(seen.search([]).worker_id, self.worker)
        measure = self.env["gas.quality.measure"].create(
            {"worker_id": self.worker.id, "grounds": "test", "result": "none"}
        )
        self.assertEqual(measure.with_user(self.user).grounds, "test")
        for refused in (
            lambda: measure.with_user(self.user).write({"grounds": "none"}),
            lambda: measure.with_user(self.user).action_done(),
            lambda: measure.with_user(self.worker_of(self.near)).read(["grounds"]),
        ):
            with self.assertRaises(AccessError):
                refused()

    def test_heads_see_their_station_and_the_company_its_crews(self):
        self._done(datetime(2026, 3, 2, 2))
        self._done(datetime(2026, 3, 2, 2), self.near)
        mine, emergency = self.worker, self.near.leader_id
        chief = self.role("station_head", self.root)
        for user, workers in (
            (self.head, mine),
            (self.head_west, mine.browse()),
            (chief, mine + emergency),
            (self.manager, mine + emergency),
        ):
            seen = self.env["gas.repair.quality"].with_user(user)
            domain = [("worker_id", "in", (mine + emergency).ids)]
            with self.subTest(user=user.login):
                self.assertEqual(seen.search(domain).worker_id, workers)
