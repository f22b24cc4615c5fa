from datetime import timedelta

from odoo.tests import tagged

from .common import PromiseCase, at


@tagged("post_install", "-at_install")
class TestLimits(PromiseCase):
    """G02, G03: each unit at its limit, over whatever lies in between."""

    def assertDue(self, job, deadline):
        """The promise is kept a second before and broken a second after."""
        self.assertEqual(self.deadline(job), deadline)
        due = job.promise_ids.deadline_at
        for seconds, state in ((-1, "kept"), (0, "kept"), (1, "broken")):
            job.done_on = due + timedelta(seconds=seconds)
            self.assertEqual(job.promise_ids.state, state, f"{seconds:+} s")
            self.assertFalse(job.promise_ids.is_open)
        self.assertEqual(job.promise_ids.late_minutes, 1)

    def test_minutes_run_over_midnight_and_month_end(self):
        self.policy(5, "minute")
        self.assertDue(self.job("2026-01-31 23:58"), "02-01 00:03:00")

    def test_hours_run_day_and_night(self):
        self.policy(24, "hour")
        self.assertDue(self.job("2026-02-15 03:00"), "02-16 03:00:00")

    def test_office_hours_stand_still_over_the_weekend(self):
        self.policy(4, "hour", calendar_id=self.office.id)
        self.assertDue(self.job("2026-11-20 16:30"), "11-23 11:30:00")

    def test_office_hours_stand_still_over_spring_festival(self):
        """From Friday 16:00: an hour, the make-up Saturday, the 24th."""
        self.policy(12, "hour", calendar_id=self.office.id)
        self.assertDue(self.job("2026-02-13 16:00"), "02-24 11:00:00")

    def test_working_days_are_counted_from_the_next_day(self):
        self.policy(2, "working_day", calendar_id=self.office.id)
        self.assertDue(self.job("2026-11-19 23:59"), "11-23 17:00:00")

    def test_make_up_saturday_is_a_working_day(self):
        self.policy(1, "working_day", calendar_id=self.office.id)
        self.assertDue(self.job("2026-02-13 09:00"), "02-14 17:00:00")

    def test_working_days_leave_out_spring_festival(self):
        self.policy(3, "working_day", calendar_id=self.office.id)
        self.assertDue(self.job("2026-02-13 09:00"), "02-25 17:00:00")

    def test_calendar_days_end_at_midnight(self):
        self.policy(3, "calendar_day")
        self.assertDue(self.job("2026-02-26 10:00"), "03-02 00:00:00")

    def test_calendar_days_that_end_on_a_holiday_end_after_it(self):
        """民法典 art. 203."""
        self.policy(3, "calendar_day", calendar_id=self.office.id)
        self.assertDue(self.job("2026-02-13 10:00"), "02-24 17:00:00")

    def test_pause_gives_its_time_back(self):
        self.policy(
            30,
            "minute",
            pause_ids=[
                (
                    0,
                    0,
                    {
                        "start_field_id": self.event("waiting_from"),
                        "end_field_id": self.event("waiting_to"),
                        "reason_id": self.waiting.id,
                    },
                )
            ],
        )
        job = self.job("2026-11-20 08:00", waiting_from=at("2026-11-20 08:10"))
        self.assertEqual(job.promise_ids.state, "paused")
        self.assertFalse(self.deadline(job))
        job.waiting_to = at("2026-11-20 09:40")
        self.assertEqual(job.promise_ids.state, "running")
        self.assertDue(job, "11-20 10:00:00")

    def test_two_pauses_by_the_same_events_both_count(self):
        policy = self.policy(30, "minute")
        policy.pause_ids.create(
            {
                "policy_id": policy.id,
                "start_field_id": self.event("waiting_from"),
                "end_field_id": self.event("waiting_to"),
                "reason_id": self.waiting.id,
            }
        )
        job = self.job("2026-11-20 08:00")
        for begin, end in (("08:05", "08:15"), ("08:20", "08:50")):
            job.waiting_from = at(f"2026-11-20 {begin}")
            job.waiting_to = at(f"2026-11-20 {end}")
        self.assertEqual(len(job.promise_ids.pause_ids), 2)
        self.assertDue(job, "11-20 09:10:00")

    def test_pause_after_the_deadline_does_not_mend_a_broken_promise(self):
        self.policy(30, "minute")
        job = self.job("2026-11-20 08:00")
        job.promise_ids._pause(self.waiting, at=at("2026-11-20 08:31"))
        job.promise_ids._resume(at=at("2026-11-20 12:00"))
        self.assertDue(job, "11-20 08:30:00")

    def test_day_limits_are_moved_by_the_days_of_a_pause(self):
        self.policy(2, "working_day", calendar_id=self.office.id)
        job = self.job("2026-11-16 09:00")
        job.promise_ids._pause(self.waiting, at=at("2026-11-17 10:00"))
        job.promise_ids._resume(at=at("2026-11-20 10:00"))
        self.assertDue(job, "11-23 17:00:00")

    def test_warning_comes_at_its_share_of_working_time(self):
        self.policy(8, "hour", calendar_id=self.office.id, warn_percent=75)
        job = self.job("2026-11-20 15:00")
        self.assertEqual(job.promise_ids.warning_at, at("2026-11-23 12:00"))
