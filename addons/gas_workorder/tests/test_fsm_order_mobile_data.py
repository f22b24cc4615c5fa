from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .crew import CrewCase

NOW = datetime(2026, 11, 23, 2)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFsmOrderMobileData(CrewCase):
    """D34: what a crew's telephone keeps, to work on without signal."""

    def test_telephone_gets_all_that_a_screen_shows(self):
        self.order.partner_id.phone = "13900000001"
        data = self.mine._mobile_data()
        (order,) = data["orders"]
        expected = {
            "id": self.order.id,
            "state": "dispatched",
            "address": self.order.address,
            "customer": self.order.partner_id.name,
            "household": self.household.name,
            "fee_schedule_id": self.schedule.id,
            "needs_agreement": True,
            "latitude": 22.8170,
        }
        self.assertEqual({name: order[name] for name in expected}, expected)
        self.assertIn(self.order.partner_id.phone, order["phones"])
        self.assertEqual(len(order["checks"]), len(self.order.check_line_ids))
        self.assertEqual(
            {fee["name"] for fee in data["fees"]}, {"Door", "Hose"}, "of its schedule"
        )
        arrival = next(p for p in order["promises"] if p["kept_by"] == "arrived_on")
        self.assertEqual(
            arrival["deadline"],
            self.order.promise_ids.filtered(
                lambda p: p.policy_id.code == "fault_arrival"
            ).deadline_at,
        )

    def test_telephone_gets_every_phase_of_checklists_in_order(self):
        """D30: also that of a round; the page has no list of its own."""
        phases = self.mine.with_context(lang="zh_CN")._mobile_data()["phases"]
        self.assertEqual(
            phases,
            [
                ("before", "出发前"),
                ("door", "上门时"),
                ("site", "作业前"),
                ("round", "巡检点"),
                ("after", "作业后"),
            ],
        )

    def test_telephone_gets_what_is_of_today_and_nobody_elses(self):
        others = self.make_order()
        others._dispatch(self.near, reason="test")
        self.env["fsm.order.type"].create({"name": "Walk", "code": "test_walk"})
        mine = self.make_order("test_walk", contract_id=False, area_id=self.garden.id)
        mine._dispatch(self.station_crew, reason="test")
        mine.with_user(self.user)._accept()
        mine.with_user(self.user)._depart()
        mine.with_user(self.user)._arrive()
        mine.with_user(self.user)._start()
        mine.with_user(self.user)._note({"method": "walked"})
        mine.with_user(self.user)._finish()

        def ids():
            return {order["id"] for order in self.mine._mobile_data()["orders"]}

        self.assertEqual(ids(), {self.order.id, mine.id})
        with freeze_time(NOW + timedelta(hours=13)):  # 23:00 in China
            self.assertEqual(ids(), {self.order.id, mine.id})
        with freeze_time(NOW + timedelta(hours=14)):  # midnight
            self.assertEqual(ids(), {self.order.id})

    def test_many_orders_cost_no_more_queries(self):
        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            count = len(self.mine._mobile_data()["orders"])
            return count, self.env.cr.sql_log_count - before

        self.mine._mobile_data()
        few = cost()
        for _number in range(19):
            household = self.make_household()
            order = self.make_order(contract_id=household.id)
            order._dispatch(self.station_crew, reason="test")
        many = cost()
        self.assertEqual((few[0], many[0]), (1, 20))
        self.assertLessEqual(many[1], few[1] + 5)
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            self.mine._mobile_data()
