from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .common import MONDAY_8, DutyCase


@tagged("post_install", "-at_install")
class TestGasPromiseReportOfOrders(DutyCase):
    """F02: promises of orders by station, crew and shift, exempt ones apart."""

    def _emergency(self, moment, team, minutes, **vals):
        """Return an emergency to which ``team`` was out after ``minutes``."""
        with freeze_time(moment):
            order = self.make_order("emergency", reported_on=moment, **vals)
            order._dispatch(team, reason="test")
        with freeze_time(moment + timedelta(minutes=minutes)):
            mine = order.with_user(self.worker_of(team))
            mine.check_line_ids.is_done = True
            mine.action_accept()
            mine.action_depart()
            # The crew is free for the next one.
            order._fail("test")
        return order

    def _out(self, *groupby):
        """Return {group: (kept, broken, exempt)} of the promise to be out in time."""
        policy = self.env.ref("gas_workorder.policy_emergency_departure")
        groups = (
            self.env["gas.promise.report"]
            .with_user(self.head)
            ._read_group(
                [("policy_id", "=", policy.id)],
                groupby,
                ["kept_count:sum", "broken_count:sum", "exempt_count:sum"],
            )
        )
        return {tuple(row[:-3]): tuple(row[-3:]) for row in groups}

    def test_by_station_crew_and_month(self):
        harbour = self.make_household(self.harbour)
        self._emergency(MONDAY_8, self.near, 4)
        self._emergency(MONDAY_8 + timedelta(hours=1), self.near, 6)
        self._emergency(MONDAY_8, self.far, 5, contract_id=harbour.id)
        late = self._emergency(MONDAY_8 + timedelta(10), self.near, 9)
        late.sudo().promise_ids.filtered(
            lambda p: p.policy_id.code == "emergency_departure"
        )._exempt(self.env.ref("gas_promise.reason_force_majeure"), "flood")
        november, december = datetime(2026, 11, 1), datetime(2026, 12, 1)
        self.assertEqual(
            self._out("station_id", "team_id", "start_at:month"),
            {
                (self.east, self.near, november): (1, 1, 0),
                (self.east, self.near, december): (0, 0, 1),
                (self.west, self.far, november): (1, 0, 0),
            },
        )

    def test_by_who_was_on_duty(self):
        whole = self.make_shift()
        night = self.make_shift(self.night, MONDAY_8 + timedelta(hours=12))
        west = self.make_shift(self.night, station_id=self.west.id)
        self.make_shift(self.agent, desk="hotline")
        harbour = self.make_household(self.harbour)
        self._emergency(MONDAY_8, self.near, 4)
        self._emergency(MONDAY_8 + timedelta(hours=12, minutes=-1), self.near, 6)
        self._emergency(MONDAY_8 + timedelta(hours=12), self.near, 2)
        self._emergency(
            MONDAY_8 + timedelta(hours=1), self.far, 1, contract_id=harbour.id
        )
        self._emergency(MONDAY_8 + timedelta(3), self.near, 1)
        nobody = self.env["gas.duty.shift"]
        self.assertEqual(
            self._out("duty_shift_id"),
            {
                (whole,): (1, 1, 0),
                (night,): (1, 0, 0),
                (west,): (1, 0, 0),
                (nobody,): (1, 0, 0),
            },
        )

    def test_nobody_was_sent_yet(self):
        self.make_order("emergency")
        self.assertEqual(self._out("team_id"), {(self.env["fsm.team"],): (0, 0, 0)})

    def test_pivot_opens(self):
        self._emergency(MONDAY_8, self.near, 4)
        action = self.env.ref("gas_duty.gas_promise_report_action_orders")
        report = self.env["gas.promise.report"].with_user(self.head)
        groups = report.formatted_read_group(
            [("policy_id.model", "=", "fsm.order")],
            ["station_id", "team_id", "start_at:month"],
            ["kept_rate:avg", "__count"],
        )
        self.assertEqual(
            {(group["station_id"][0], group["team_id"][0]) for group in groups},
            {(self.east.id, self.near.id)},
        )
        views = report.get_views([(v.view_id.id, v.view_mode) for v in action.view_ids])
        self.assertIn('name="team_id"', views["views"]["pivot"]["arch"])
