from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PromiseCase, at


@tagged("post_install", "-at_install")
class TestClocks(PromiseCase):
    """G02: events start, end and correct clocks; conditions and policies choose."""

    def test_clock_starts_with_its_event(self):
        policy = self.policy(30)
        job = self.job(False)
        self.assertFalse(job.promise_ids)
        job.reported_on = at("2026-11-20 08:00")
        self.assertRecordValues(
            job.promise_ids,
            [
                {
                    "policy_id": policy.id,
                    "state": "running",
                    "is_open": True,
                    "start_at": at("2026-11-20 08:00"),
                    "deadline_at": at("2026-11-20 08:30"),
                    "record_name": "Job",
                    "shift_id": self.env.ref("gas_promise.shift_day").id,
                }
            ],
        )
        self.assertEqual(job.promise_deadline, at("2026-11-20 08:30"))
        job.done_on = at("2026-11-20 08:29")
        self.assertEqual(job.promise_ids.state, "kept")
        self.assertFalse(job.promise_deadline)

    def test_record_shows_the_promise_that_is_due_first(self):
        self.policy(30, target_field_id=self.event("done_on"), warn_percent=50)
        self.policy(5, target_field_id=self.event("left_on"))
        job = self.job()
        self.assertEqual(job.promise_deadline, at("2026-11-20 08:05"))
        job.left_on = at("2026-11-20 08:03")
        self.assertEqual(job.promise_deadline, at("2026-11-20 08:30"))
        self.assertEqual(job.promise_warning, at("2026-11-20 08:15"))

    @freeze_time(at("2026-11-20 08:15"))
    def test_corrected_events_correct_the_clock(self):
        self.policy(30)
        job = self.job()
        job.reported_on = at("2026-11-20 08:10")
        self.assertEqual(self.deadline(job), "11-20 08:40:00")
        job.done_on = at("2026-11-20 08:41")
        self.assertEqual(job.promise_ids.state, "broken")
        job.done_on = at("2026-11-20 08:39")
        self.assertEqual(job.promise_ids.state, "kept")
        job.done_on = False
        self.assertTrue(job.promise_ids.is_open)

    @freeze_time(at("2026-11-20 08:10"))
    def test_condition_chooses_and_may_change_its_mind(self):
        self.policy(30, domain="[('kind', '=', 'leak')]")
        job = self.job(kind="noise")
        self.assertFalse(job.promise_ids)
        job.kind = "leak"
        self.assertEqual(job.promise_ids.state, "running")
        job.kind = "noise"
        self.assertRecordValues(
            job.promise_ids, [{"state": "cancelled", "is_open": False}]
        )
        self.assertFalse(job.promise_deadline)
        job.kind = "leak"
        self.assertEqual(job.promise_ids.state, "running")

    def test_broken_promise_is_not_sorted_away(self):
        """Who is late cannot call it something else; a supervisor exempts it."""
        self.policy(30, domain="[('kind', '=', 'leak')]")
        job = self.job(kind="leak", done_on=at("2026-11-20 09:00"))
        job.kind = "noise"
        self.assertEqual(job.promise_ids.state, "broken")

    def test_broken_stays_broken(self):
        """A time that was missed is not made good by agreeing on another one."""
        self.policy(30)
        with freeze_time(at("2026-11-20 08:00")):
            job = self.job()
        with freeze_time(at("2026-11-20 08:31")):
            job.reported_on = at("2026-11-20 10:00")
            self.assertEqual(self.deadline(job), "11-20 08:30:00")
        with freeze_time(at("2026-11-20 10:10")):
            job.done_on = at("2026-11-20 10:10")
        self.assertRecordValues(
            job.promise_ids, [{"state": "broken", "late_minutes": 100}]
        )
        # It was done in time after all, and a telephone without signal tells it late.
        job.done_on = at("2026-11-20 08:29")
        self.assertEqual(job.promise_ids.state, "kept")

    def test_time_that_is_moved_before_it_is_missed_holds(self):
        self.policy(30)
        with freeze_time(at("2026-11-20 08:30")):
            job = self.job()
            job.reported_on = at("2026-11-20 10:00")
        self.assertEqual(self.deadline(job), "11-20 10:30:00")

    def test_record_that_is_over_keeps_no_clock_running(self):
        """Nobody waits any more for what was left out; it is not called kept."""
        self.policy(30, target_field_id=self.event("left_on"))
        with freeze_time(at("2026-11-20 08:10")):
            early, late = self.job(), self.job()
            early.state = "done"
        with freeze_time(at("2026-11-20 08:31")):
            late.state = "done"
        self.assertRecordValues(
            early.promise_ids + late.promise_ids,
            [
                {"state": "cancelled", "is_open": False},
                {"state": "broken", "is_open": False},
            ],
        )
        self.assertFalse(self.job(state="done").promise_ids)
        # A telephone tells late that it was done in time.
        late.left_on = at("2026-11-20 08:20")
        early.state = "open"
        self.assertRecordValues(
            early.promise_ids + late.promise_ids,
            [
                {"state": "running", "is_open": True},
                {"state": "kept", "is_open": False},
            ],
        )

    def test_ended_promise_stays_with_whom_it_ended(self):
        self.policy(30)
        job = self.job(user_id=self.reader.id)
        job.user_id = self.supervisor
        self.assertEqual(job.promise_ids.user_id, self.supervisor)
        job.done_on = at("2026-11-20 08:10")
        job.user_id = self.reader
        self.assertEqual(job.promise_ids.user_id, self.supervisor)

    def test_changed_policy_leaves_running_clocks_as_they_are(self):
        policy = self.policy(30, domain="[('kind', '=', 'leak')]", warn_percent=50)
        old = self.job(kind="leak")
        policy.write(
            {"amount": 10, "domain": "[('kind', '=', 'fire')]", "warn_percent": 0}
        )
        old.user_id = self.reader
        old.promise_ids._pause(self.waiting, at=at("2026-11-20 08:05"))
        old.promise_ids._resume(at=at("2026-11-20 08:15"))
        self.assertEqual(self.deadline(old), "11-20 08:40:00")
        self.assertEqual(old.promise_ids.state, "running")
        new = self.job(kind="fire")
        self.assertEqual(self.deadline(new), "11-20 08:10:00")

    def test_policy_starts_clocks_while_it_is_in_force(self):
        self.policy(30, date_from="2026-11-20", date_to="2026-11-20")
        for reported, started in (
            ("2026-11-19 23:59", 0),
            ("2026-11-20 00:00", 1),
            ("2026-11-20 23:59", 1),
            ("2026-11-21 00:00", 0),
        ):
            with self.subTest(reported=reported):
                self.assertEqual(len(self.job(reported).promise_ids), started)

    def test_archived_policy_starts_no_clock(self):
        policy = self.policy(30)
        running = self.job()
        policy.active = False
        self.assertFalse(self.job().promise_ids)
        running.done_on = at("2026-11-20 08:10")
        self.assertEqual(running.promise_ids.state, "kept")

    def test_deleted_record_takes_its_clocks_along(self):
        self.policy(30)
        job = self.job()
        promise = job.promise_ids
        job.unlink()
        self.assertFalse(promise.exists())

    def test_copied_record_has_no_clock_of_the_other(self):
        self.policy(30)
        job = self.job()
        copy = job.copy()
        self.assertEqual(len(job.promise_ids), 1)
        self.assertNotEqual(copy.promise_ids, job.promise_ids)

    def test_many_clocks_cost_no_query_each(self):
        self.policy(4, "hour", calendar_id=self.office.id, warn_percent=50)
        self.job()  # what is cached beyond one call

        def create(count):
            self.env.invalidate_all()
            self.env["gas.test.job"].create(
                [
                    {"name": str(n), "reported_on": at("2026-11-20 16:00")}
                    for n in range(count)
                ]
            )
            self.env.flush_all()

        with self.assertQueryCount(30):
            create(2)
        with self.assertQueryCount(30):
            create(40)

    def test_one_clock_of_a_policy_on_a_record(self):
        policy = self.policy(30)
        promise = self.job().promise_ids
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            promise.copy({"policy_id": policy.id})

    def test_policy_of_something_else_is_refused(self):
        users = self.env["ir.model"]._get_id("res.users")
        with self.assertRaises(ValidationError) as caught:
            self.policy(30, model_id=users)
        self.assertIn("has no time promises", str(caught.exception))
        with self.assertRaises(ValidationError) as caught:
            self.policy(30, domain="[('nothing', '=', 1)]")
        self.assertIn("the condition cannot be used", str(caught.exception))
        with self.assertRaises(ValidationError) as caught:
            self.policy(30, start_field_id=self.event("name"))
        self.assertIn("Date & Time", str(caught.exception))

    def test_promised_policy_stays_on_file(self):
        policy = self.policy(30)
        self.job()
        with self.assertRaises(UserError):
            policy.unlink()
        self.assertTrue(policy.exists())

    def test_empty_calendar_does_not_stop_the_work(self):
        empty = self.office.copy({"name": "Empty", "attendance_ids": [(5, 0, 0)]})
        self.policy(30, calendar_id=empty.id)
        with self.assertLogs("odoo.addons.gas_promise", "ERROR"):
            job = self.job()
        self.assertEqual(self.deadline(job), "11-20 08:30:00")
