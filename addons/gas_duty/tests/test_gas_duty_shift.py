from datetime import datetime, timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MONDAY_8, DutyCase


@tagged("post_install", "-at_install")
class TestGasDutyShift(DutyCase):
    """C33, D41, C42: who is on duty, from his arrival to the hand-over."""

    # Coming

    def test_ten_minutes_early_is_the_rule(self):
        for moment, late in (
            ("2026-11-22 23:50:59", False),
            ("2026-11-22 23:51:00", True),
        ):
            with self.subTest(moment=moment):
                shift = self.make_shift(starts_on=MONDAY_8, desk="network")
                with freeze_time(moment):
                    shift.with_user(self.day).action_come()
                self.assertEqual(shift.is_late, late)
                shift.unlink()

    def test_people_are_early_too(self):
        shift = self.make_shift(
            person_ids=[
                (0, 0, {"user_id": self.agent.id}),
                (0, 0, {"worker_id": self.near.leader_id.id, "role": "driver"}),
            ]
        )
        one, other = shift.with_user(self.day).person_ids
        with freeze_time("2026-11-22 23:45:00"):
            one.action_come()
        with freeze_time("2026-11-23 00:05:00"):
            other.action_come()
        self.assertEqual([one.is_late, other.is_late], [False, True])
        with self.assertRaises(UserError):
            one.came_on = MONDAY_8
        with self.assertRaises(UserError):
            other.unlink()
        self.assertEqual(one.came_on, datetime(2026, 11, 22, 23, 45))

    def test_person_is_of_the_desk_or_of_the_road(self):
        shift = self.make_shift()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            shift.person_ids = [(0, 0, {"role": "ghost"})]

    # Beginning

    def test_nobody_begins_before_the_equipment_is_checked(self):
        shift = self.make_shift()
        mine = shift.with_user(self.day)
        for step in ("nothing", "action_come"):
            getattr(mine, step, str)()
            with self.assertRaises(UserError) as refusal:
                mine.action_begin()
            self.assertIn("check the equipment", str(refusal.exception))
            self.assertEqual((shift.state, shift.begun_on), ("planned", False))
        self.assertEqual(len(mine.check_line_ids), 4)
        mine.check_line_ids.found = "in_order"
        mine.action_begin()
        self.assertEqual(shift.state, "begun")
        with self.assertRaises(UserError):
            mine.check_line_ids[0].found = "out_of_order"
        self.assertEqual(mine.check_line_ids[0].found, "in_order")

    def test_what_is_out_of_order_counts_as_a_failure(self):
        shift = self.make_shift(desk="hotline", chief=self.agent)
        self.begin(shift, telephone="line 2 is dead")
        failure = self.env["gas.duty.equipment.failure"].search(
            [("desk", "=", "hotline")]
        )
        self.assertRecordValues(
            failure,
            [
                {
                    "what": "line",
                    "words": "Telephone lines: line 2 is dead",
                    "started_on": MONDAY_8 - timedelta(minutes=10),
                    "ended_on": False,
                }
            ],
        )
        self.assertEqual(shift.check_line_ids.failure_id, failure)
        with freeze_time(MONDAY_8 + timedelta(minutes=20)):
            self.assertEqual(failure.minutes, 30)
            failure.with_user(self.agent).action_end()
        lines = self.env["gas.duty.log"].search([("words", "like", "line 2 is dead")])
        self.assertEqual(
            [
                (line.words[:12], line.is_important)
                for line in lines.sorted("logged_on")
            ],
            [("Out of order", True), ("Works again:", True)],
        )

    def test_only_its_chief_begins_a_shift(self):
        shift = self.make_shift()
        with self.assertRaises(UserError) as refusal:
            shift.with_user(self.night).action_come()
        self.assertIn("is not yours", str(refusal.exception))
        self.assertFalse(shift.came_on)
        shift.with_user(self.night).chief_id = self.night
        self.begin(shift)
        self.assertEqual(shift.begun_on, MONDAY_8 - timedelta(minutes=10))

    def test_whoever_takes_the_shift_of_another_comes_himself(self):
        shift = self.make_shift()
        with freeze_time("2026-11-22 23:40:00"):
            shift.with_user(self.day).action_come()
        shift.with_user(self.day).check_line_ids.found = "in_order"
        shift.with_user(self.head).chief_id = self.night
        self.assertEqual((shift.came_on, shift.check_line_ids.ids), (False, []))
        shift.with_user(self.night).action_come()
        self.assertEqual(shift.check_line_ids.mapped("found"), [False] * 4)

    # One at a time

    def test_shifts_of_a_desk_do_not_meet(self):
        self.make_shift()
        with self.assertRaises(ValidationError) as refusal:
            self.make_shift(self.night, MONDAY_8 + timedelta(hours=11))
        self.assertIn("08:00–20:00", str(refusal.exception))
        self.make_shift(self.night, MONDAY_8 + timedelta(hours=12))
        self.make_shift(self.night, desk="hotline")
        self.make_shift(self.night, station_id=self.east.id)
        self.make_shift(self.night, station_id=self.west.id)
        self.assertEqual(self.env["gas.duty.shift"].search_count([]), 5)

    def test_database_keeps_one_on_duty(self):
        first = self.make_shift()
        later = self.make_shift(self.night, MONDAY_8 + timedelta(hours=12))
        self.begin(first)
        with self.assertRaises(IntegrityError) as refusal, mute_logger("odoo.sql_db"):
            later._move_to("begun")
            self.env.flush_all()
        self.assertIn("one_on_duty", str(refusal.exception))

    def test_shift_lasts_a_day_at_most(self):
        for hours in (0, 25):
            with (
                self.subTest(hours=hours),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
            ):
                self.make_shift(hours=hours)

    # Handing over

    def _pair(self):
        # The later one is the older record: the database sees it first.
        later = self.make_shift(self.night, MONDAY_8 + timedelta(hours=12))
        first = self.make_shift()
        self.begin(first)
        return first, later

    def _come(self, shift):
        mine = shift.with_user(shift.chief_id)
        mine.action_come()
        mine.check_line_ids.found = "in_order"
        return mine

    def test_next_chief_accepts_and_is_on_duty(self):
        first, later = self._pair()
        with freeze_time("2026-11-23 11:45:00"):
            mine = self._come(later)
        self.hand_over(first, "2026-11-23 11:55:00")
        self.assertEqual((mine.before_id, mine.before_hand_over), (first, "All quiet"))
        with freeze_time("2026-11-23 12:02:00"):
            first.with_user(self.night).action_accept()
            self.env.flush_all()
        self.assertRecordValues(
            first + later,
            [
                {
                    "state": "closed",
                    "handed_over_on": datetime(2026, 11, 23, 11, 55),
                    "handed_over_by_id": self.day.id,
                    "accepted_on": datetime(2026, 11, 23, 12, 2),
                    "accepted_by_id": self.night.id,
                    "begun_on": MONDAY_8 - timedelta(minutes=10),
                    "is_late": False,
                },
                {
                    "state": "begun",
                    "handed_over_on": False,
                    "handed_over_by_id": False,
                    "accepted_on": False,
                    "accepted_by_id": False,
                    "begun_on": datetime(2026, 11, 23, 12, 2),
                    "is_late": False,
                },
            ],
        )

    def test_beginning_accepts_what_was_handed_over(self):
        first, later = self._pair()
        mine = self._come(later)
        self.hand_over(first)
        mine.action_begin()
        self.assertEqual((first.state, later.state), ("closed", "begun"))
        self.assertEqual(first.accepted_by_id, self.night)

    def test_nobody_accepts_what_he_handed_over(self):
        first, later = self._pair()
        later.chief_id = self.day
        self.hand_over(first)
        mine = self._come(later)
        for accept in (first.with_user(self.day).action_accept, mine.action_begin):
            with self.assertRaises(UserError) as refusal:
                accept()
            self.assertIn("another person", str(refusal.exception))
            self.assertRecordValues(
                first + later,
                [
                    {"state": "handed_over", "accepted_by_id": False},
                    {"state": "planned", "accepted_by_id": False},
                ],
            )
            self.assertFalse(later.begun_on)

    def test_nobody_begins_before_it_is_handed_over(self):
        first, later = self._pair()
        mine = self._come(later)
        with self.assertRaises(UserError) as refusal:
            mine.action_begin()
        self.assertIn("is not handed over", str(refusal.exception))
        self.assertEqual((first.state, later.state), ("begun", "planned"))

    def test_strangers_accept_nothing(self):
        first, later = self._pair()
        self.hand_over(first)
        with self.assertRaises(UserError):
            first.with_user(self.agent).action_accept()
        self.assertEqual((first.state, later.state), ("handed_over", "planned"))
        # After the last shift of a desk, a head does.
        first.with_user(self.head).action_accept()
        self.assertEqual((first.state, later.state), ("closed", "planned"))

    def test_head_hands_over_for_a_chief_who_left_and_another_accepts(self):
        first, _later = self._pair()
        with self.assertRaises(UserError):
            first.with_user(self.night).action_hand_over()
        mine = first.with_user(self.head)
        with self.assertRaises(UserError) as refusal:
            mine.action_hand_over()
        self.assertIn("write how matters stand", str(refusal.exception))
        mine.hand_over = "Went home ill"
        mine.action_hand_over()
        with self.assertRaises(UserError):
            mine.action_accept()
        self.assertEqual(
            (first.state, first.handed_over_by_id), ("handed_over", self.head)
        )

    def test_hand_over_is_taken_back_before_it_is_accepted(self):
        first, _later = self._pair()
        mine = self.hand_over(first)
        told = first.handed_over_on
        for refused in (
            lambda: mine.write({"hand_over": "More"}),
            mine.action_hand_over,
        ):
            with self.assertRaises(UserError):
                refused()
        self.assertEqual((first.hand_over, first.handed_over_on), ("All quiet", told))
        mine.action_take_back()
        mine.hand_over = "More"
        self.assertEqual((first.state, first.open_matters), ("begun", False))
        with self.assertRaises(UserError):
            first.with_user(self.night).action_take_back()

    def test_open_matters_are_listed_and_frozen(self):
        self._pair()
        shift = self.env["gas.duty.shift"].search([("state", "=", "begun")])
        with freeze_time("2026-11-23 02:00:00"):
            emergency = self.make_order("emergency")
            self.make_order("ignition")
            self.make_order("ignition")
            other = self.make_household(self.harbour)
            self.make_order("emergency", contract_id=other.id)
        with freeze_time("2026-11-23 03:00:00"):
            self.env["gas.promise"]._note_alarms(datetime(2026, 11, 23, 3))
            expected = shift._open_matters()
        self.hand_over(shift, "2026-11-23 03:00:00")
        text = shift.open_matters
        self.assertEqual(text.split("\n"), expected)
        self.assertIn(
            f"Emergency {emergency.name} Emergency on the Network, 锦绣", text
        )
        self.assertIn("Ignition: 2 orders open", text)
        self.assertIn(
            f"Overdue since 11-23 10:05: {emergency.name}, Emergency: out", text
        )
        self.assertEqual(text.count("Emergency GD"), 2)
        emergency._cancel("Nothing there")
        self.assertEqual(shift.open_matters, text)
        self.assertNotIn(self.household.partner_id.name, text)

    def test_open_matters_of_a_station_are_its_own(self):
        shift = self.make_shift(station_id=self.west.id)
        self.make_order("emergency")
        self.assertEqual(shift._open_matters(), [])
        mine = self.make_order(
            "emergency", contract_id=self.make_household(self.harbour).id
        )
        self.assertEqual(len(shift._open_matters()), 1)
        self.assertIn(mine.name, shift._open_matters()[0])

    def test_open_matters_cost_the_same_for_many(self):
        shift = self.make_shift()

        def queries():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            shift._open_matters()
            return self.env.cr.sql_log_count - before

        self.make_order("emergency")
        few = queries()
        for _number in range(15):
            self.make_order("emergency")
        self.assertEqual(queries(), few)

    # Nothing but the buttons

    def test_what_happened_is_not_taken_from_a_call(self):
        shift = self.make_shift()
        mine = shift.with_user(self.day)
        planned = {
            "starts_on": MONDAY_8 + timedelta(1),
            "ends_on": MONDAY_8 + timedelta(1, hours=8),
        }
        for vals in (
            {"state": "begun"},
            {"came_on": MONDAY_8},
            {"accepted_by_id": self.night.id},
            {"open_matters": "none"},
        ):
            with self.subTest(vals=vals):
                with self.assertRaises(UserError):
                    mine.write(vals)
                with self.assertRaises(UserError):
                    mine.create({**planned, **vals})
        made = mine.with_context(default_state="closed").create(planned)
        for each in (shift, made):
            self.assertRecordValues(
                each, [{"state": "planned", "came_on": False, "accepted_by_id": False}]
            )

    def test_shift_that_has_begun_stays_on_file(self):
        shift = self.make_shift()
        self.begin(shift)
        mine = shift.with_user(self.head)
        for refused in (
            lambda: mine.write({"starts_on": MONDAY_8 - timedelta(hours=1)}),
            lambda: mine.write({"chief_id": self.night.id}),
            lambda: mine.unlink(),
        ):
            with self.assertRaises(UserError):
                refused()
        self.assertEqual((shift.starts_on, shift.chief_id), (MONDAY_8, self.day))
        planned = self.make_shift(self.night, MONDAY_8 + timedelta(2))
        with self.assertRaises(AccessError):
            planned.with_user(self.day).unlink()
        planned.with_user(self.head).unlink()
        self.assertFalse(planned.exists())

    # Who sees it

    def test_station_sees_its_own_shifts_and_those_of_the_company(self):
        whole = self.make_shift()
        mine = self.make_shift(station_id=self.east.id)
        other = self.make_shift(station_id=self.west.id)
        shifts = self.env["gas.duty.shift"].with_user(self.agent)
        self.assertEqual(set(shifts.search([])), {whole, mine})
        with self.assertRaises(AccessError):
            other.with_user(self.agent).read(["hand_over"])

    def test_technician_sees_his_own_shifts_only(self):
        worker = self.near.leader_id
        user = self.worker_of(self.near)
        mine = self.make_shift(person_ids=[(0, 0, {"worker_id": worker.id})])
        other = self.make_shift(
            self.night,
            MONDAY_8 + timedelta(hours=12),
            person_ids=[(0, 0, {"worker_id": self.far.leader_id.id})],
        )
        shifts = self.env["gas.duty.shift"].with_user(user)
        self.assertEqual(shifts.search([]), mine)
        self.assertEqual(shifts.env["gas.duty.person"].search([]).worker_id, worker)
        for refused in (
            lambda: other.with_user(user).read(["desk"]),
            lambda: mine.with_user(user).write({"hand_over": "x"}),
            lambda: mine.with_user(user).person_ids.action_come(),
            lambda: shifts.create({"starts_on": MONDAY_8, "ends_on": MONDAY_8}),
            lambda: shifts.env["gas.duty.log"].search([]),
            lambda: shifts.env["gas.duty.check.line"].search([]),
            lambda: shifts.env["gas.duty.equipment.failure"].search([]),
            lambda: shifts.env["gas.duty.plan"].create({}),
        ):
            with self.assertRaises(AccessError):
                refused()
        self.assertFalse(mine.hand_over)

    def test_readers_and_cashiers_see_nothing_of_it(self):
        for role in ("reader", "cashier", "inspector", "billing"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.env["gas.duty.shift"].with_user(self.role(role)).search([])

    # 24 hours

    def test_hours_without_anybody_are_found(self):
        shifts = self.env["gas.duty.shift"]
        start = datetime(2026, 11, 23)
        self.assertEqual(
            shifts._roster_gaps(start, 1),
            ["Dispatch Centre: 11-23 08:00 – 11-24 08:00"],
        )
        self.make_shift(hours=12)
        self.make_shift(self.night, start + timedelta(hours=13), hours=11)
        self.make_shift(desk="hotline", hours=24)
        self.make_shift(desk="emergency", station_id=self.east.id, hours=8)
        self.assertEqual(
            sorted(shifts._roster_gaps(start, 1)),
            [
                "Dispatch Centre: 11-23 20:00 – 11-23 21:00",
                "Emergency Crews East: 11-23 16:00 – 11-24 08:00",
            ],
        )
        with freeze_time(start):
            told = shifts.with_user(self.day).action_check_roster()["params"]
        self.assertEqual(told["type"], "danger")
        self.assertIn("20:00 – 11-23 21:00", told["message"])
