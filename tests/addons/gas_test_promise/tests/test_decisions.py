from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import QUIET, PromiseCase, at


@tagged("post_install", "-at_install")
class TestDecisions(PromiseCase):
    """D03, F02: pauses and exemptions are decided by supervisors, with a reason."""

    def decide(self, promise, kind, reason, user=None):
        return (
            self.env["gas.promise.decide"]
            .with_user(user or self.supervisor)
            .create(
                {
                    "kind": kind,
                    "promise_ids": [(6, 0, promise.ids)],
                    "reason_id": reason.id,
                    "note": "Typhoon",
                }
            )
            .action_decide()
        )

    def test_exempt_case_is_counted_apart(self):
        self.policy(30)
        job = self.job(done_on=at("2026-11-20 09:00"))
        self.assertEqual(job.promise_ids.state, "broken")
        self.decide(job.promise_ids, "exemption", self.force_majeure)
        self.assertRecordValues(
            job.promise_ids,
            [
                {
                    "state": "exempt",
                    "is_open": False,
                    "exemption_reason_id": self.force_majeure.id,
                    "decided_by_id": self.supervisor.id,
                    "note": "Typhoon",
                }
            ],
        )
        job.promise_ids.with_user(self.supervisor).action_withdraw_exemption()
        self.assertEqual(job.promise_ids.state, "broken")

    def test_what_is_exempt_keeps_its_reason_and_who_decided(self):
        self.policy(30)
        first, second = (
            self.job(done_on=at("2026-11-20 09:00")).promise_ids for _n in range(2)
        )
        self.decide(first, "exemption", self.force_majeure)
        other = new_test_user(
            self.env, login="promise_other", groups="base.group_user", context=QUIET
        )
        other.group_ids += self.supervisor.group_ids
        with self.assertRaisesRegex(UserError, "Exempted already by"):
            self.decide(first, "exemption", self.force_majeure, other)
        self.decide(first | second, "exemption", self.force_majeure, other)
        self.assertEqual(first.decided_by_id, self.supervisor)
        self.assertEqual(second.decided_by_id, other)

    def test_reason_must_be_one_of_the_policy(self):
        self.policy(30, exemption_reason_ids=[(5, 0, 0)])
        job = self.job()
        with self.assertRaises(UserError):
            self.decide(job.promise_ids, "exemption", self.force_majeure)
        self.assertEqual(job.promise_ids.state, "running")

    @freeze_time(at("2026-11-20 08:10"))
    def test_pause_and_resume(self):
        self.policy(30)
        job = self.job()
        self.decide(job.promise_ids, "pause", self.waiting)
        self.assertEqual(job.promise_ids.state, "paused")
        self.assertEqual(job.promise_ids.pause_ids.note, "Typhoon")
        job.promise_ids.with_user(self.supervisor).action_resume()
        self.assertTrue(job.promise_ids.pause_ids.end_at)

    def test_done_promise_is_not_paused(self):
        self.policy(30)
        job = self.job(done_on=at("2026-11-20 08:10"))
        with self.assertRaises(UserError):
            self.decide(job.promise_ids, "pause", self.waiting)
        self.assertFalse(job.promise_ids.pause_ids)

    def test_reader_decides_nothing(self):
        self.policy(30)
        job = self.job()
        promise = job.promise_ids.with_user(self.reader)
        self.assertEqual(promise.state, "running")
        with self.assertRaises(AccessError):
            self.decide(job.promise_ids, "exemption", self.force_majeure, self.reader)
        for name in ("action_pause", "action_exempt", "action_resume"):
            with self.subTest(name), self.assertRaises(AccessError):
                getattr(promise, name)()
        with self.assertRaises(AccessError):
            promise.write({"state": "kept"})
        with self.assertRaises(AccessError):
            self.env["gas.promise"].with_user(self.supervisor).browse(promise.id).write(
                {"deadline_at": at("2027-01-01 00:00")}
            )
        self.assertEqual(job.promise_ids.state, "running")

    def test_limits_are_set_by_administrators_only(self):
        policy = self.policy(30)
        with self.assertRaises(AccessError):
            policy.with_user(self.supervisor).amount = 60
        self.assertEqual(policy.amount, 30)

    def test_events_of_users_without_the_role_run_clocks(self):
        self.policy(30)
        plain = self.env["res.users"].create({"name": "Plain", "login": "plain"})
        job = self.env["gas.test.job"].with_user(plain).create({"name": "Job"})
        job.reported_on = at("2026-11-20 08:00")
        job.done_on = at("2026-11-20 08:05")
        self.assertEqual(job.sudo().promise_ids.state, "kept")

    def test_report_counts_by_policy_and_leaves_exempt_out(self):
        policy = self.policy(30)
        self.job(done_on=at("2026-11-20 08:10"))
        self.job(done_on=at("2026-11-20 08:20"))
        self.job(done_on=at("2026-11-20 09:00"))
        self.job().promise_ids._exempt(self.force_majeure)
        self.job()
        self.env.flush_all()
        (found,) = self.env["gas.promise.report"]._read_group(
            [("policy_id", "=", policy.id)],
            ["policy_id"],
            [
                "promise_count:sum",
                "kept_count:sum",
                "broken_count:sum",
                "exempt_count:sum",
                "running_count:sum",
                "kept_rate:avg",
                "late_minutes:avg",
            ],
        )
        self.assertEqual(found[1:6], (5, 2, 1, 1, 1))
        self.assertAlmostEqual(found[6], 66.667, 2)
        self.assertEqual(found[7], 30)
