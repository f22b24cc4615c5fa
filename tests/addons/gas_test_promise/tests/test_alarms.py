from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import new_test_user, tagged

from .common import QUIET, PromiseCase, at


@tagged("post_install", "-at_install")
class TestAlarms(PromiseCase):
    """D02, D03, C09, G02: who is told when time runs out, and once."""

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

    def test_later_alarm_takes_the_place_of_the_earlier_one(self):
        """One task for each person, not “due”, “overdue” and “still open” together."""
        job = self.job("2026-11-20 08:00:00")
        self.at("08:03:01")
        self.assertIn("is due", job.activity_ids.summary)
        self.at("08:05:01")
        self.assertEqual(len(job.activity_ids), 1)
        self.assertIn("was due", job.activity_ids.summary)
        self.at("08:15:01")
        self.assertEqual(job.activity_ids.user_id, self.driver | self.chief)
        late = self.job("2026-11-20 07:00:00")  # all of them at once
        self.at("08:16:00")
        self.assertEqual(len(late.promise_ids.alarm_ids), 3)
        self.assertEqual(len(late.activity_ids), 2)

    def test_screens_are_told_that_it_is_over(self):
        sent = []

        def send(user, kind, message):
            if kind.startswith("gas_promise"):
                sent.append((user, kind, message["promise_ids"]))

        with patch.object(self.env.registry["res.users"], "_bus_send", send):
            job = self.job("2026-11-20 08:00:00")
            self.at("08:03:01")
            job.left_on = at("2026-11-20 08:04")
        mine = job.promise_ids.ids
        self.assertEqual(
            sent,
            [
                (self.driver, "gas_promise_alarm", mine),
                (self.driver, "gas_promise_over", mine),
            ],
        )

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

    # One record never stops the others

    def test_every_second_of_a_start_has_its_alarms(self):
        """A share of a limit lies between seconds; what the database keeps does not."""
        self.policy(
            1, "working_day", calendar_id=self.office.id, warn_percent=77, code="days"
        )
        with freeze_time(at("2026-11-19 08:00:00")):
            jobs = self.env["gas.test.job"].create(
                [
                    {
                        "name": str(second),
                        "reported_on": at(f"2026-11-19 08:00:{second:02}"),
                        "left_on": at("2026-11-19 08:01:00"),
                    }
                    for second in range(60)
                ]
            )
        promises = jobs.promise_ids.filtered("is_open")
        self.assertEqual(len(promises), 60)
        self.at("14:00:00")
        self.assertEqual(promises.alarm_ids.mapped("kind"), ["warning"] * 60)
        deadlines = set(promises.mapped("deadline_at"))
        with freeze_time(at("2026-11-20 15:00")):
            jobs.user_id = self.reader
        self.assertEqual(set(promises.mapped("next_alarm_at")), deadlines)
        self.at("17:00:01")
        self.assertEqual(
            sorted(promises.alarm_ids.mapped("kind")),
            ["breach"] * 60 + ["warning"] * 60,
        )

    def test_alarm_that_is_due_no_more_stops_nothing(self):
        """The next alarm may lie in the past, whatever brought it there."""
        odd, job = self.job("2026-11-20 08:00:00"), self.job("2026-11-20 08:00:00")
        self.at("08:03:01")
        odd.promise_ids.next_alarm_at = at("2026-11-20 08:00:00")
        self.at("08:03:30")
        self.assertEqual(odd.promise_ids.next_alarm_at, at("2026-11-20 08:05:00"))
        self.at("08:05:01")
        for each in (odd, job):
            self.assertEqual(
                [kind for kind, _who in self.told(each)], ["warning", "breach"]
            )

    def failing(self, name, bad):
        """Let a method of alarms fail whenever ``bad`` is among its records."""
        model = type(self.env["gas.promise.alarm"])
        method = getattr(model, name)

        def fail(records, *args):
            if bad & records.promise_id:
                raise ValueError("Wang, 13900000000, is not a number")
            return method(records, *args)

        return patch.object(model, name, fail)

    def noticed(self):
        """Return who is told that alarms of the policy failed."""
        return self.out.activity_ids

    def test_alarm_that_cannot_be_given_stops_no_other(self):
        admin = self.role("manager", "Admin")
        bad, good = self.job("2026-11-20 08:00:00"), self.job("2026-11-20 08:00:00")
        with (
            self.failing("_give_activities", bad.promise_ids),
            self.assertLogs("odoo.addons.gas_promise", "ERROR") as logged,
        ):
            self.at("08:03:01")
        warning = ("warning", ["promise_driver"])
        self.assertEqual(self.told(good), [warning])
        self.assertTrue(good.activity_ids)
        self.assertFalse(bad.activity_ids)
        self.assertFalse(bad.promise_ids.alarm_ids.sent_at)
        words = " ".join(logged.output)
        self.assertIn(f"gas.promise.alarm({bad.promise_ids.alarm_ids.id},)", words)
        self.assertIn("ValueError", words)
        self.assertNotIn("Wang", words)
        # Whoever looks after promises is told, once; it is tried again later.
        self.assertIn(admin, self.noticed().user_id)
        self.assertNotIn("Wang", " ".join(self.noticed().mapped("summary")))
        told = self.noticed()
        with (
            self.failing("_give_activities", bad.promise_ids),
            self.assertLogs("odoo.addons.gas_promise", "ERROR"),
        ):
            self.at("08:05:01")
        self.assertEqual(self.noticed(), told)
        self.at("08:30:00")
        self.assertEqual(
            [kind for kind, _who in self.told(bad)], ["warning", "breach", "step"]
        )
        self.assertTrue(all(bad.promise_ids.alarm_ids.mapped("sent_at")))

    def test_clock_that_cannot_be_read_stops_no_other(self):
        bad, good = self.job("2026-11-20 08:00:00"), self.job("2026-11-20 08:00:00")
        model = type(self.env["gas.promise.terms"])
        steps = model._steps

        def fail(terms):
            if terms == bad.promise_ids.terms_id:
                raise KeyError("Wang")
            return steps(terms)

        bad.promise_ids.terms_id = self.env["gas.promise.terms"]._frozen(
            {**self.out._content(), "odd": True}, policy_id=self.out.id
        )
        with (
            patch.object(model, "_steps", fail),
            self.assertLogs("odoo.addons.gas_promise", "ERROR") as logged,
        ):
            self.at("08:05:01")
        self.assertEqual(
            [kind for kind, _who in self.told(good)], ["warning", "breach"]
        )
        self.assertFalse(bad.promise_ids.alarm_ids)
        self.assertIn(f"gas.promise({bad.promise_ids.id},)", " ".join(logged.output))
        self.assertTrue(self.noticed())
        # It does not come up every minute, and is not forgotten either.
        self.assertGreater(bad.promise_ids.next_alarm_at, at("2026-11-20 08:06"))
        self.at("08:30:00")
        self.assertEqual(
            [kind for kind, _who in self.told(bad)], ["warning", "breach", "step"]
        )

    def test_bad_records_do_not_fill_the_queue(self):
        """More than fit into one batch, and older than the good one."""
        bad = self.env["gas.test.job"].create(
            [{"name": str(n), "reported_on": at("2026-11-20 07:00")} for n in range(5)]
        )
        good = self.job("2026-11-20 08:00:00")
        path = "odoo.addons.gas_promise.models.gas_promise_alarm.BATCH"
        with (
            patch(path, 2),
            self.failing("_give_activities", bad.promise_ids),
            self.assertLogs("odoo.addons.gas_promise", "ERROR"),
        ):
            self.at("08:03:01")
        self.assertEqual(self.told(good), [("warning", ["promise_driver"])])

    def test_alarm_of_a_model_that_is_gone_stops_no_other(self):
        gone, good = self.job("2026-11-20 08:00:00"), self.job("2026-11-20 08:00:00")
        gone.promise_ids.res_model = "gas.test.gone"
        self.at("08:03:01")
        self.assertEqual(self.told(good), [("warning", ["promise_driver"])])

    def test_deadline_moved_before_the_last_alarm_is_told_when_it_is_missed(self):
        """The warning came at 8:03; the deadline is 8:02 after all."""
        job = self.job("2026-11-20 08:00:00")
        self.at("08:03:01")
        with freeze_time(at("2026-11-20 08:03:30")):
            job.reported_on = at("2026-11-20 07:57:00")
        self.at("08:03:31")
        self.assertEqual(
            sorted(job.promise_ids.alarm_ids.mapped("kind")), ["breach", "warning"]
        )
        self.assertEqual(job.promise_ids.state, "broken")

    def test_cancelled_too_late_is_broken_and_ended(self):
        self.out.domain = "[('kind', '!=', 'cancelled')]"
        late, early = self.job("2026-11-20 08:00:00"), self.job("2026-11-20 08:00:00")
        with freeze_time(at("2026-11-20 08:04:00")):
            early.kind = "cancelled"
        self.at("08:05:01")
        self.assertTrue(late.activity_ids)
        with freeze_time(at("2026-11-20 08:06:00")):
            late.kind = "cancelled"
        self.assertRecordValues(
            early.promise_ids + late.promise_ids,
            [
                {"state": "cancelled", "is_open": False, "next_alarm_at": False},
                {"state": "broken", "is_open": False, "next_alarm_at": False},
            ],
        )
        self.assertFalse(late.activity_ids)
        self.at("09:00:00")
        self.assertEqual(
            [kind for kind, _who in self.told(late)], ["warning", "breach"]
        )
        self.assertFalse(self.told(early))
        # It was no cancellation after all: it is still open, and goes on.
        with freeze_time(at("2026-11-20 09:01:00")):
            late.kind = "leak"
        self.assertRecordValues(
            late.promise_ids, [{"state": "broken", "is_open": True}]
        )
        self.at("09:02:00")
        self.assertEqual(self.told(late)[-1], ("step", ["promise_chief"]))

    def test_role_that_nobody_has_does_not_silence_the_alarm(self):
        admin = self.role("manager", "Admin")
        self.crew.user_ids = False
        job = self.job("2026-11-20 08:00:00")
        self.at("08:03:01")
        self.assertIn(admin, job.promise_ids.alarm_ids.user_ids)
        self.assertIn(job.activity_ids.user_id, job.promise_ids.alarm_ids.user_ids)
        self.crew.unlink()
        self.at("08:05:01")
        self.assertIn(admin, job.promise_ids.alarm_ids[-1].user_ids)

    def test_somebody_is_told_where_no_role_is_set_and_nobody_is_in_charge(self):
        admin = self.role("manager", "Admin")
        self.out.group_id = False
        nobodys = self.job("2026-11-20 08:00:00")
        left = self.job("2026-11-20 08:00:00", user_id=self.reader.id)
        mine = self.job("2026-11-20 08:00:00", user_id=self.supervisor.id)
        self.reader.active = False
        self.at("08:03:01")
        for job in (nobodys, left):
            self.assertIn(admin, job.promise_ids.alarm_ids.user_ids)
            self.assertNotIn(self.reader, job.promise_ids.alarm_ids.user_ids)
            self.assertTrue(job.activity_ids.user_id.active)
        self.assertEqual(mine.promise_ids.alarm_ids.user_ids, self.supervisor)

    def test_alarm_says_the_time_on_the_companys_clock(self):
        self.driver.tz = "UTC"
        job = self.job("2026-11-20 08:00:00")
        self.at("08:03:01")
        self.assertIn("8:05:00", job.activity_ids.summary)
        self.assertEqual(job.activity_ids.date_deadline, at("2026-11-20 12:00").date())

    def test_activity_is_of_the_companys_day(self):
        """At seven in the morning, it is yesterday in Greenwich."""
        job = self.job("2026-11-20 07:00:00")
        self.at("07:03:01")
        self.assertEqual(str(job.activity_ids.date_deadline), "2026-11-20")
