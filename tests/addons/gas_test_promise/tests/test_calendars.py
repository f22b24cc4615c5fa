import json

from freezegun import freeze_time

from odoo.tests import tagged

from .common import PromiseCase, at

# As it was announced: a day more at the beginning and two at the end.
NOTICE = {
    "year": 2027,
    "source": "Notice",
    "holidays": [{"name": "春节", "from": "2027-02-04", "to": "2027-02-12"}],
    "makeup": ["2027-01-31", "2027-02-14"],
}


@tagged("post_install", "-at_install")
class TestCalendars(PromiseCase):
    """G03: what runs follows the calendar as it is announced; what ended keeps its."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy(5, "working_day", calendar_id=cls.office.id)

    def load(self, **changes):
        document = json.dumps({**NOTICE, **changes})
        return self.env["resource.calendar.year"].load_file(document, self.office)

    def settle(self):
        self.env.cr.flush()

    def cron(self, text):
        with freeze_time(at(text)):
            self.run_cron()

    def test_notice_of_a_year_moves_the_clocks_that_run(self):
        with freeze_time(at("2027-01-29 10:00")):
            job = self.job("2027-01-29 10:00")
        self.assertEqual(self.deadline(job), "02-11 17:00:00")
        with freeze_time(at("2027-01-30 10:00")):
            self.load()
        self.assertEqual(self.deadline(job), "02-14 17:00:00")
        self.cron("2027-02-11 17:01")
        self.assertFalse(job.promise_ids.alarm_ids)
        self.cron("2027-02-14 17:00:01")
        self.assertEqual(job.promise_ids.alarm_ids.mapped("kind"), ["breach"])

    def test_notice_that_comes_late_takes_a_breach_back(self):
        """By the calendar of the country it is none, whatever ours said."""
        with freeze_time(at("2027-01-29 10:00")):
            job = self.job("2027-01-29 10:00")
        self.cron("2027-02-11 17:01")
        self.assertEqual(job.promise_ids.state, "broken")
        with freeze_time(at("2027-02-12 10:00")):
            self.load()
        self.assertEqual(job.promise_ids.state, "running")
        self.assertEqual(self.deadline(job), "02-14 17:00:00")

    def test_ended_promises_keep_the_calendar_they_ended_by(self):
        done = self.job("2027-01-29 10:00", done_on=at("2027-02-14 10:00"))
        exempt = self.job("2027-01-29 10:00")
        exempt.promise_ids._exempt(self.force_majeure)
        self.load()
        for job in (done, exempt):
            self.assertEqual(self.deadline(job), "02-11 17:00:00")
        self.assertEqual(done.promise_ids.state, "broken")
        # Nor do they move with what happens to them later.
        done.user_id = self.reader
        done.promise_ids._exempt(self.force_majeure)
        done.promise_ids.with_user(self.supervisor).action_withdraw_exemption()
        self.assertRecordValues(
            done.promise_ids,
            [{"state": "broken", "deadline_at": at("2027-02-11 17:00")}],
        )
        # What runs again runs by what holds now.
        exempt.promise_ids.with_user(self.supervisor).action_withdraw_exemption()
        self.assertEqual(self.deadline(exempt), "02-14 17:00:00")

    def test_days_that_are_entered_by_hand_move_clocks_too(self):
        with freeze_time(at("2027-01-29 10:00")):
            job = self.job("2027-01-29 10:00")
            makeup = self.env["resource.calendar.makeup"].create(
                {"calendar_id": self.office.id, "date": "2027-01-30"}
            )
            self.settle()
            self.assertEqual(self.deadline(job), "02-04 17:00:00")
            leave = self.env["resource.calendar.leaves"].create(
                {
                    "name": "Typhoon",
                    "calendar_id": self.office.id,
                    "date_from": at("2027-02-02 00:00"),
                    "date_to": at("2027-02-02 23:59"),
                }
            )
            self.settle()
            self.assertEqual(self.deadline(job), "02-11 17:00:00")
            leave.unlink()
            self.settle()
            self.assertEqual(self.deadline(job), "02-04 17:00:00")
            makeup.date = "2027-02-20"
            self.settle()
            self.assertEqual(self.deadline(job), "02-11 17:00:00")
            makeup.unlink()
            afternoons = self.office.attendance_ids.filtered(
                lambda each: each.day_period == "afternoon"
            )
            afternoons.hour_to = 18
            self.settle()
            self.assertEqual(self.deadline(job), "02-11 18:00:00")

    def test_year_that_is_deleted_moves_clocks_too(self):
        with freeze_time(at("2027-01-29 10:00")):
            job = self.job("2027-01-29 10:00")
            self.office.year_ids.filtered(lambda year: year.year == 2027).unlink()
            self.settle()
        self.assertEqual(self.deadline(job), "02-05 17:00:00")

    def test_many_clocks_move_at_the_cost_of_one(self):
        with freeze_time(at("2027-01-29 10:00")):
            jobs = self.env["gas.test.job"].create(
                [
                    {"name": str(n), "reported_on": at("2027-01-29 10:00")}
                    for n in range(60)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(80):
                self.load()
                self.env.flush_all()
        self.assertEqual(set(jobs.mapped("promise_deadline")), {at("2027-02-14 17:00")})

    # A year that comes

    def reminders(self):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "resource.calendar"),
                ("res_id", "=", self.office.id),
            ]
        )

    def remind(self, text):
        with freeze_time(at(text)):
            self.env["resource.calendar"]._cron_remind_of_years()
        return self.reminders()

    def test_year_that_nobody_loaded_is_told_before_it_begins(self):
        admin = self.role("manager", "Admin")
        self.load()
        self.assertFalse(self.remind("2027-11-16 10:00"))
        told = self.remind("2027-11-17 10:00")
        self.assertIn(admin, told.user_id)
        self.assertNotIn(self.supervisor, told.user_id)
        self.assertIn("2028", told[:1].summary)
        self.assertEqual(
            set(told.mapped("date_deadline")), {at("2027-12-31 10:00").date()}
        )
        self.assertEqual(self.remind("2027-11-18 10:00"), told)
        self.load(year=2028, holidays=[], makeup=[])
        self.assertFalse(self.reminders())
        self.assertFalse(self.remind("2027-12-01 10:00"))

    def test_provisional_year_is_told_too(self):
        told = self.remind("2026-12-01 10:00")
        self.assertTrue(told)
        self.load(provisional=True)
        self.assertEqual(self.remind("2026-12-02 10:00"), told)
        self.load()
        self.assertFalse(self.remind("2026-12-03 10:00"))

    def test_calendar_that_no_promise_uses_needs_no_year(self):
        other = self.office.copy({"name": "Other"})
        self.remind("2027-12-01 10:00")
        self.assertFalse(other.activity_ids)

    def test_current_year_that_is_missing_is_told_still(self):
        self.office.year_ids.unlink()
        told = self.remind("2027-03-01 10:00")
        self.assertTrue(told)
        self.assertIn("2027", told[:1].summary)

    def test_leave_of_all_calendars_moves_clocks(self):
        with freeze_time(at("2027-01-29 10:00")):
            job = self.job("2027-01-29 10:00")
            self.env["resource.calendar.leaves"].create(
                {
                    "name": "Typhoon",
                    "calendar_id": False,
                    "date_from": at("2027-02-02 00:00"),
                    "date_to": at("2027-02-02 23:59"),
                }
            )
            self.settle()
        self.assertEqual(self.deadline(job), "02-12 17:00:00")
