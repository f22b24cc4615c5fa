from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import new_test_user, tagged

from .common import QUIET, PromiseCase, at


@tagged("post_install", "-at_install")
class TestAlarms(PromiseCase):
    """D02, D03, C09: who is told when time runs out, and once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chief = new_test_user(
            cls.env, login="promise_chief", groups="base.group_user", context=QUIET
        )
        cls.chief.group_ids += cls.chiefs
        cls.crew = cls.env["res.groups"].create({"name": "Crew"})
        cls.driver = new_test_user(
            cls.env, login="promise_driver", groups="base.group_user", context=QUIET
        )
        cls.driver.group_ids += cls.crew
        cls.out = cls.policy(
            5,
            "minute",
            target_field_id=cls.event("left_on"),
            warn_percent=60,
            group_id=cls.crew.id,
            escalation_ids=[(0, 0, {"minutes": 10, "group_id": cls.chiefs.id})],
        )

    def at(self, text):
        """Let the cron run when the clock on the wall says so."""
        with freeze_time(at(f"2026-11-20 {text}")):
            self.run_cron()

    def told(self, job):
        return [
            (alarm.kind, alarm.user_ids.mapped("login"))
            for alarm in job.promise_ids.alarm_ids
        ]

    def test_warning_breach_and_escalation_each_come_once(self):
        job = self.job("2026-11-20 08:00:00")
        self.at("08:03:00")
        self.assertEqual(self.told(job), [])
        warning = ("warning", ["promise_driver"])
        self.at("08:03:01")
        self.at("08:03:30")
        self.assertEqual(self.told(job), [warning])
        self.at("08:05:00")
        self.assertEqual(job.promise_ids.state, "running")
        breach = ("breach", ["promise_driver"])
        self.at("08:05:01")
        self.at("08:06:01")
        self.assertEqual(self.told(job), [warning, breach])
        self.assertEqual(job.promise_ids.state, "broken")
        self.assertTrue(job.promise_ids.is_open)
        self.at("08:15:01")
        self.at("09:00:00")
        step = ("step", ["promise_chief"])
        self.assertEqual(self.told(job), [warning, breach, step])
        self.assertFalse(job.promise_ids.next_alarm_at)

    def test_alarm_is_an_activity_and_a_message(self):
        job = self.job("2026-11-20 08:00:00")
        self.at("08:05:01")
        activity = job.activity_ids.filtered(lambda a: "was due" in a.summary)
        self.assertEqual(activity.user_id, self.driver)
        self.assertIn("Job", activity.summary)
        message = job.message_ids[0]
        self.assertIn("was due by", message.body)
        self.assertRecordValues(
            message.notification_ids,
            [
                {
                    "res_partner_id": self.driver.partner_id.id,
                    "notification_type": "inbox",
                    "is_read": False,
                }
            ],
        )

    def test_person_in_charge_is_told_too(self):
        job = self.job("2026-11-20 08:00:00", user_id=self.reader.id)
        self.at("08:05:01")
        self.assertEqual(
            set(job.promise_ids.alarm_ids[-1].user_ids), {self.reader, self.driver}
        )
        self.assertIn(self.reader, job.activity_ids.user_id)

    def test_step_before_the_deadline_reminds_once_more(self):
        """Like the warning, it reaches the person in charge; later steps do not."""
        self.out.escalation_ids = [(0, 0, {"minutes": -1, "group_id": self.crew.id})]
        job = self.job("2026-11-20 08:00:00", user_id=self.reader.id)
        self.at("08:04:01")
        self.at("08:15:01")
        reader, driver = self.reader.login, self.driver.login
        self.assertEqual(
            [(kind, sorted(who)) for kind, who in self.told(job)],
            [
                ("warning", sorted([reader, driver])),
                ("step", sorted([reader, driver])),
                ("breach", sorted([reader, driver])),
                ("step", ["promise_chief"]),
            ],
        )

    def test_what_is_done_needs_no_ticking_off(self):
        job = self.job("2026-11-20 08:00:00")
        self.at("08:05:01")
        self.assertTrue(job.activity_ids)
        job.left_on = at("2026-11-20 08:07")
        self.assertFalse(job.activity_ids)
        self.at("09:00:00")
        self.assertEqual(len(job.promise_ids.alarm_ids), 2)

    def test_no_alarm_while_paused_or_exempt_or_done(self):
        paused, exempt, done = (self.job("2026-11-20 08:00:00") for _n in range(3))
        paused.promise_ids._pause(self.waiting, at=at("2026-11-20 08:01"))
        exempt.promise_ids._exempt(self.force_majeure)
        done.left_on = at("2026-11-20 08:02")
        self.at("10:00:00")
        for job in (paused, exempt, done):
            self.assertFalse(job.promise_ids.alarm_ids)
        paused.promise_ids._resume(at=at("2026-11-20 10:00"))
        self.at("10:03:59")
        self.assertEqual(self.told(paused), [("warning", ["promise_driver"])])

    def test_cron_that_was_down_tells_all_that_is_due(self):
        job = self.job("2026-11-20 08:00:00")
        self.at("12:00:00")
        self.assertEqual(
            [kind for kind, _who in self.told(job)], ["warning", "breach", "step"]
        )

    def test_alarm_noted_and_not_told_is_told_later(self):
        """The server was killed between the two."""
        job = self.job("2026-11-20 08:00:00")
        moment = at("2026-11-20 08:05:01")
        self.env["gas.promise"]._note_alarms(moment)
        self.assertEqual(job.promise_ids.state, "broken")
        self.assertFalse(job.promise_ids.alarm_ids.filtered("sent_at"))
        self.at("08:06:00")
        self.assertTrue(all(job.promise_ids.alarm_ids.mapped("sent_at")))
        self.assertEqual(len(job.promise_ids.alarm_ids), 2)

    def test_deleted_record_gives_no_alarm(self):
        job = self.job("2026-11-20 08:00:00")
        self.env["gas.promise"]._note_alarms(at("2026-11-20 08:05:01"))
        job.unlink()
        self.at("08:06:00")

    def test_alarm_of_many_costs_no_query_each(self):
        jobs = self.env["gas.test.job"].create(
            [{"name": str(n), "reported_on": at("2026-11-20 08:00")} for n in range(60)]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        now = at("2026-11-20 08:04")
        with self.assertQueryCount(12):
            self.env["gas.promise"]._note_alarms(now)
            self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            self.env["gas.promise.alarm"]._send_waiting()
            self.env.flush_all()
        self.assertEqual(len(jobs.activity_ids), 60)
        self.assertEqual(jobs.promise_ids.mapped("state"), ["running"] * 60)
        later = now + timedelta(minutes=2)
        self.assertEqual(self.env["gas.promise"]._note_alarms(later), 60)
        self.assertEqual(self.env["gas.promise"]._note_alarms(later), 0)
