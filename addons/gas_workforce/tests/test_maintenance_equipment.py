from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PeopleCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-20 01:00:00")
class TestMaintenanceEquipment(PeopleCase):
    """D26, D30: tools and key devices are complete, calibrated and tested in time."""

    def _tool(self, user=None, **vals):
        return (
            self.env["maintenance.equipment"]
            .with_user(user or self.head)
            .create(
                {
                    "name": "Detector",
                    "serial_no": f"X{self._next()}",
                    "gas_team_id": self.station_crew.id,
                    "is_instrument": True,
                    "calibration_months": 12,
                    "effective_date": date(2026, 1, 1),
                    **vals,
                }
            )
        )

    def _calibrate(self, tool, day, result="passed", user=None, **vals):
        return (
            self.env["gas.calibration"]
            .with_user(user or self.head)
            .create(
                {
                    "equipment_id": tool.id,
                    "done_on": day,
                    "done_by": "Institute",
                    "result": result,
                    **vals,
                }
            )
        )

    def test_last_record_says_when_the_next_is_due(self):
        tool = self._tool()
        self._calibrate(tool, date(2026, 6, 30), number="C-2")
        self._calibrate(tool, date(2025, 6, 30), number="C-1")
        self.assertRecordValues(
            tool,
            [
                {
                    "calibrated_on": date(2026, 6, 30),
                    "calibration_number": "C-2",
                    "calibration_result": "passed",
                    "calibration_due": date(2027, 6, 30),
                    "is_overdue": False,
                    "gas_station_id": self.east.id,
                }
            ],
        )

    def test_what_never_was_calibrated_is_due_once_it_is_in_use(self):
        tool = self._tool(effective_date=date(2026, 11, 19))
        self.assertEqual(tool.calibration_due, date(2026, 11, 19))
        self.assertTrue(tool.is_overdue)
        self.assertFalse(self._tool(calibration_months=0).calibration_due)

    def test_what_has_failed_is_not_worked_with(self):
        tool = self._tool()
        self._calibrate(tool, date(2026, 11, 20), "failed")
        self.assertEqual(tool.calibration_due, date(2026, 11, 20))
        self.assertTrue(tool.is_overdue)
        self._calibrate(tool, date(2026, 11, 20))
        self.assertFalse(tool.is_overdue)

    def test_next_one_may_be_agreed_earlier(self):
        tool = self._tool()
        self._calibrate(tool, date(2026, 11, 1), next_due=date(2027, 2, 1))
        self.assertEqual(tool.calibration_due, date(2027, 2, 1))

    def test_dates_make_sense(self):
        tool = self._tool()
        with self.assertRaises(ValidationError):
            self._calibrate(tool, date(2026, 11, 21))
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._calibrate(tool, date(2026, 11, 1), next_due=date(2026, 10, 1))
        self.assertFalse(tool.calibration_ids)

    # Crews

    def test_crew_is_shown_with_what_is_overdue_and_sent_all_the_same(self):
        tool = self._tool()
        self._calibrate(self._tool(name="Gauge"), date(2026, 11, 1))
        self._tool(name="Old", scrap_date=date(2026, 5, 1))
        words = self.station_crew.tools_warning
        self.assertIn(tool.display_name, words)
        self.assertIn("2026-01-01", words)
        self.assertNotIn("Gauge", words)
        self.assertNotIn("Old", words)
        self.assertFalse(self.near.tools_warning)
        order = self.make_order()
        dispatches = self.env["gas.order.dispatch"].with_user(self.dispatcher)
        dispatch = dispatches.new({"order_id": order.id})
        lines = {line.team_id: line.tools_warning for line in dispatch.line_ids}
        self.assertEqual(lines[self.station_crew], words)
        order._dispatch(self.station_crew, reason="test")
        self.assertEqual(order.state, "dispatched")

    def test_crews_ask_for_their_tools_in_one_query(self):
        teams = self.env["fsm.team"].union(
            *(self.make_crew(f"q{number}", size=1) for number in range(20))
        )
        for team in teams:
            self._tool(self.env.user, gas_team_id=team.id)
        self.env.flush_all()
        teams.invalidate_recordset(["tools_warning"])
        with self.assertQueryCount(3):
            self.assertTrue(all(teams.mapped("tools_warning")))

    # Devices of the network

    def test_regulator_is_tested_like_an_instrument(self):
        node = self.env["gas.network.node"].create(
            {"code": "T-R1", "kind": "regulator", "station_id": self.west.id}
        )
        device = self._tool(
            self.head_west,
            name="Regulator",
            gas_team_id=False,
            gas_node_id=node.id,
            is_instrument=False,
            calibration_months=6,
        )
        self.assertEqual(device.gas_station_id, self.west)
        self._calibrate(device, date(2026, 11, 1), user=self.head_west)
        self.assertEqual(device.calibration_due, date(2027, 5, 1))

    # Told of

    def test_head_is_told_once_for_each_day_that_is_due(self):
        overdue = self._tool()
        near, later = self._tool(), self._tool()
        self._calibrate(near, date(2026, 1, 1), next_due=date(2026, 12, 20))
        self._calibrate(later, date(2026, 1, 1), next_due=date(2026, 12, 21))
        for _time in range(2):
            self.run_cron("maintenance_equipment_cron_notify")
        for tool, day in ((overdue, date(2026, 1, 1)), (near, date(2026, 12, 20))):
            self.assertRecordValues(
                tool.sudo().activity_ids,
                [{"user_id": self.head.id, "date_deadline": day}],
            )
        self.assertFalse(later.sudo().activity_ids)
        self._calibrate(near, date(2026, 11, 20), "failed")
        self.run_cron("maintenance_equipment_cron_notify")
        self.assertEqual(len(near.sudo().activity_ids), 2)

    def test_who_is_responsible_is_told_before_the_head(self):
        tool = self._tool(technician_user_id=self.user.id)
        self.run_cron("maintenance_equipment_cron_notify")
        self.assertEqual(tool.sudo().activity_ids.user_id, self.user)

    # Roles

    def test_station_sees_its_own_tools_and_its_head_writes_them(self):
        mine = self._tool()
        theirs = self._tool(
            self.head_west,
            gas_team_id=self.make_crew("west", station_id=self.west.id).id,
        )
        technician = self.role("technician", self.east)
        seen = self.env["maintenance.equipment"].with_user(technician)
        self.assertEqual(seen.search([("id", "in", (mine + theirs).ids)]), mine)
        for refused in (
            lambda: mine.with_user(technician).write({"calibration_months": 24}),
            lambda: seen.create({"name": "x"}),
            lambda: theirs.with_user(self.head).write({"calibration_months": 24}),
            lambda: (
                self.env["gas.calibration"]
                .with_user(technician)
                .create({"equipment_id": mine.id, "done_by": "myself"})
            ),
            lambda: self._calibrate(mine, date(2026, 11, 1)).unlink(),
        ):
            with self.assertRaises(AccessError):
                refused()
        both = (mine + theirs).sudo()
        self.assertEqual(both.mapped("calibration_months"), [12, 12])
