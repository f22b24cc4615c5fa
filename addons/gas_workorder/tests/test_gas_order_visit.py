from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.gas_mobile.tests.phone import picture

from .crew import CrewCase

NOW = datetime(2026, 11, 23, 2)  # Monday, 10:00 in China


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestGasOrderVisit(CrewCase):
    """D17, D25, D31: each visit has its own crew, times, checks; the order sums up."""

    def setUp(self):
        super().setUp()
        self.send_earlier(self.order, NOW)

    def _work(self, order, minutes=40):
        """Have the crew work until the safety check, from ``minutes`` ago on."""
        moments = (NOW - timedelta(minutes=n) for n in range(minutes, 0, -1))
        order._accept(at=next(moments))
        self.check_all(order, "before")
        order._depart(self.here, at=next(moments))
        order._arrive(self.here, at=next(moments))
        order._diagnose(self.fault.id, "hose worn", at=next(moments))
        self.check_all(order, "door", "site")
        order._agree("Wang", picture(), 30, at=next(moments))
        order._start(at=next(moments))
        self.check_all(order, "after")
        order._pass_check(at=next(moments))

    def _send_again(self):
        self.order._dispatch(self.station_crew, reason="test")

    # The second visit

    def test_second_visit_checks_everything_anew(self):
        self._work(self.mine)
        done = self.order.check_line_ids
        self.assertTrue(done and all(done.filtered("required").mapped("is_done")))
        self.mine._fail("a part is missing", at=NOW - timedelta(minutes=10))
        first = self.order.visit_id
        self.assertRecordValues(
            first,
            [
                {
                    "number": 1,
                    "result": "failed",
                    "reason": "a part is missing",
                    "arrived_on": NOW - timedelta(minutes=38),
                    "checked_on": NOW - timedelta(minutes=34),
                    "ended_on": NOW - timedelta(minutes=10),
                    "team_id": self.station_crew.id,
                }
            ],
        )
        self.assertEqual(first.check_line_ids, done.filtered("is_done"))
        self._send_again()
        self.assertEqual(len(self.order.visit_ids), 2)
        self.assertEqual(
            self.order.check_line_ids.mapped("name"), done.mapped("name"), "asked anew"
        )
        self.assertFalse(any(self.order.check_line_ids.mapped("is_done")))
        self.assertFalse(self.order.checked_on)
        self.mine._accept()
        self.mine._depart(self.here)
        self.mine._arrive(self.here)
        with self.assertRaisesRegex(UserError, "To be checked"):
            self.mine._start()
        self.assertEqual(self.order.state, "on_site")

    def test_order_keeps_who_came_first(self):
        self._work(self.mine)
        arrived = self.order.arrived_on
        self.mine._fail("a part is missing", at=NOW - timedelta(minutes=10))
        self._send_again()
        self.mine._accept()
        self.check_all(self.mine, "before")
        self.mine._depart(self.here)
        self.mine._arrive(self.here)
        self.assertEqual(self.order.arrived_on, arrived)
        self.assertEqual(self.order.visit_id.arrived_on, NOW)
        self.assertEqual(self.order.failed_on, NOW - timedelta(minutes=10))

    def test_points_of_a_round_are_done_once(self):
        lines = self.order.check_line_ids
        point = lines.create(
            {
                "order_id": self.order.id,
                "phase": "round",
                "name": "well 1",
                "answer": "done",
                "required": True,
            }
        )
        (lines[:1] | point).is_done = True
        self.order._hand_over("car broke down")
        self.assertEqual(lines[0].visit_id, self.order.visit_ids)
        self.assertFalse(point.visit_id)
        self.assertTrue(point.is_done)

    def test_checks_of_a_past_visit_stay(self):
        line = self.order.check_line_ids[0]
        line.with_user(self.user).is_done = True
        self.order._fail("nobody at home")
        with self.assertRaisesRegex(UserError, "visit 1 is over"):
            line.with_user(self.dispatcher).is_done = False
        self.assertTrue(line.is_done)

    def test_work_after_the_check_is_checked_again(self):
        self._work(self.mine)
        self.mine._start()
        self.assertFalse(self.order.checked_on or self.order.visit_id.checked_on)
        with self.assertRaisesRegex(UserError, "safety check after the work"):
            self.mine._sign("Wang", picture())
        self.assertEqual(self.order.state, "working")

    def test_each_turn_ends_a_visit(self):
        self.order._dispatch(self.near, reason="nearer")
        self.order._hand_over("car broke down")
        self._send_again()
        self.order._cancel("wrong address")
        visits = self.order.visit_ids.sorted("number")
        self.assertEqual(
            visits.mapped("result"), ["replaced", "handed_over", "cancelled"]
        )
        self.assertEqual(visits.team_id.ids, [self.station_crew.id, self.near.id])
        self.assertEqual(visits.mapped("number"), [1, 2, 3])

    # Appointments

    def test_each_appointment_is_kept_by_its_own_visit(self):
        order, later = self.order, NOW + timedelta(days=1)
        order.scheduled_date_start = NOW - timedelta(minutes=5)
        self._work(self.mine)
        kept = order.promise_ids.filtered(
            lambda promise: promise.policy_id.code == "appointment_arrival"
        )
        self.assertEqual(kept.state, "kept")
        self.mine._fail("a part is missing")
        self._send_again()
        self.assertEqual(kept.state, "kept", "it was kept, whatever comes")
        order._fix_appointment(later, "Wang", "a part is missing")
        self.assertFalse(order.appointment_arrived_on)
        self.assertIn(kept.state, ("running", "warned"))
        with freeze_time(later + timedelta(hours=12)):
            self.mine._accept()
            self.check_all(self.mine, "before")
            self.mine._depart(self.here)
            self.mine._arrive(self.here)
        self.assertEqual(order.appointment_arrived_on, later + timedelta(hours=12))
        self.assertEqual(kept.state, "broken")

    # Telephones that come late

    def test_late_entry_of_a_past_visit_is_refused(self):
        visit = self.order.visit_id
        self.order._fail("nobody at home")
        self._send_again()
        actions = self.env["gas.mobile.action"].with_user(self.user)
        late = {"reason": "nobody at home", "visit_id": visit.id}
        refused = actions._receive([self.sent("fail", late)])
        self.assertEqual(refused[0]["state"], "refused")
        self.assertIn("a visit that is over", refused[0]["words"])
        self.assertEqual(self.order.state, "dispatched")
        mine = {"visit_id": self.order.visit_id.id}
        done = actions._receive([self.sent("accept", mine)])
        self.assertEqual(done[0]["state"], "done")

    def test_late_photo_belongs_to_the_visit_on_which_it_was_taken(self):
        first = self.order.visit_id
        with freeze_time(NOW + timedelta(hours=2)):
            self.order._fail("nobody at home")
            self._send_again()
            actions = self.env["gas.mobile.action"].with_user(self.user)
            data = {"phase": "fault", "image": picture(), "visit_id": first.id}
            actions._receive([self.sent("photo", data)])
        self.assertRecordValues(
            self.order.photo_ids, [{"taken_on": NOW, "visit_id": first.id}]
        )

    # Other crews

    def test_crew_that_is_sent_too_sees_the_order_and_is_taken(self):
        leak = self.make_order("emergency")
        self.route_leaks_alike()
        leak._dispatch(leak._candidates()[0].team)
        other = (self.near | self.far) - leak.team_id
        worker = self.worker_of(other[:1])
        with self.assertRaises(AccessError):
            leak.with_user(worker).read(["name"])
        leak._reinforce(other[:1])
        leak._reinforce(other[:1])  # a second click
        self.assertEqual(leak.extra_team_ids, other[:1])
        self.assertEqual(leak.visit_id.extra_team_ids, other[:1])
        leak.with_user(worker).read(["name"])
        self.assertEqual(other[:1].busy_order_id, leak)
        second = self.make_order("emergency")
        with self.assertRaisesRegex(UserError, "Send another crew"):
            second._dispatch(other[:1], reason="test")
        leak._fail("gas was not smelled")
        self.assertFalse(other[:1].busy_order_id)

    def test_nobody_is_sent_too_before_the_first_crew(self):
        order = self.make_order()
        with self.assertRaisesRegex(UserError, "nobody was sent yet"):
            order._reinforce(self.near)
        self.assertFalse(order.extra_team_ids)

    def test_other_crews_are_not_written_by_hand(self):
        with self.assertRaises(UserError):
            self.order.with_user(self.dispatcher).write(
                {"extra_team_ids": [Command.link(self.near.id)]}
            )
        self.assertFalse(self.order.extra_team_ids)

    def test_dialog_sends_another_crew_too(self):
        order = self.order.with_user(self.dispatcher)
        action = order.action_open_reinforce()
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        dialog = dialog.with_user(self.dispatcher)
        self.assertNotIn(self.station_crew, dialog.line_ids.team_id)
        row = dialog.line_ids.filtered(lambda line: line.team_id == self.near)
        self.assertEqual(row.action_choose()["res_id"], dialog.id)
        self.assertEqual(dialog.team_id, self.near)
        dialog.action_dispatch()
        self.assertEqual(order.extra_team_ids, self.near)
        self.assertEqual(order.team_id, self.station_crew)

    # The same crew, whatever is corrected

    def test_corrected_address_takes_nobody_off(self):
        other = self.make_household()
        place = self.order.location_id
        self.order.contract_id = other
        self.assertNotEqual(self.order.location_id, place)
        self.assertEqual(self.order.team_id, self.station_crew)

    def test_office_says_why_where_no_position_is_known(self):
        self.mine._accept()
        self.check_all(self.mine, "before")
        self.mine._depart(self.here)
        with self.assertRaisesRegex(UserError, "Say why"):
            self.order.action_arrive()
        self.assertEqual(self.order.state, "on_way")
        dialog = self.env["gas.order.decide"].create(
            {"order_id": self.order.id, "decision": "arrive", "reason": "by telephone"}
        )
        dialog.action_confirm()
        self.assertRecordValues(
            self.order, [{"state": "on_site", "arrival_reason": "by telephone"}]
        )

    def test_visit_is_seen_by_its_crew_and_its_station_only(self):
        visit = self.order.visit_id
        visit.with_user(self.user).read(["result"])
        visit.with_user(self.dispatcher).read(["result"])
        with self.assertRaises(AccessError):
            visit.with_user(self.stranger).read(["result"])
        for act in (
            lambda: visit.with_user(self.user).write({"reason": "x"}),
            lambda: visit.with_user(self.dispatcher).unlink(),
            lambda: visit.with_user(self.dispatcher).create(
                {"order_id": self.order.id}
            ),
        ):
            with self.assertRaises(AccessError):
                act()
        self.assertFalse(visit.reason)
