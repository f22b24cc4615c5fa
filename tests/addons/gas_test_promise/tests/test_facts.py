from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import PromiseCase, at


@tagged("post_install", "-at_install")
@freeze_time(at("2026-11-20 08:02"))
class TestFacts(PromiseCase):
    """G02: whatever changes the facts moves the clocks, on whichever record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site = cls.env["gas.test.site"].create({"name": "Site", "grade": "low"})

    def settle(self):
        """Do what the end of each request does before it commits."""
        self.env.cr.flush()

    def test_computed_condition_starts_a_clock(self):
        self.policy(30, domain="[('is_grave', '=', True)]")
        job = self.job(kind="leak")
        self.assertFalse(job.promise_ids)
        job.kind = "fire"
        self.assertEqual(self.deadline(job), "11-20 08:30:00")

    def test_related_condition_follows_the_other_record(self):
        self.policy(30, domain="[('grade', '=', 'high')]")
        job = self.job(site_id=self.site.id)
        self.assertFalse(job.promise_ids)
        self.site.grade = "high"
        self.settle()
        self.assertEqual(job.promise_ids.state, "running")
        self.site.grade = "low"
        self.settle()
        self.assertEqual(job.promise_ids.state, "cancelled")

    def test_condition_by_a_path_follows_the_other_record(self):
        self.policy(30, domain="[('site_id.risk', '=', 'high')]")
        job = self.job(site_id=self.site.id)
        self.assertFalse(job.promise_ids)
        self.site.risk = "high"
        self.settle()
        self.assertEqual(job.promise_ids.state, "running")

    def test_event_that_is_computed_of_other_records_keeps_the_promise(self):
        self.policy(30, target_field_id=self.event("visited_on"))
        job = self.job(site_id=self.site.id)
        self.site.visit_ids = [Command.create({"visited_on": at("2026-11-20 08:01")})]
        self.settle()
        self.assertEqual(job.promise_ids.state, "kept")
        self.site.visit_ids.visited_on = at("2026-11-20 08:31")
        self.settle()
        self.assertEqual(job.promise_ids.state, "broken")
        self.site.visit_ids.unlink()
        self.settle()
        self.assertTrue(job.promise_ids.is_open)

    def test_change_of_many_at_once_moves_all_their_clocks(self):
        self.policy(30, domain="[('grade', '=', 'high')]")
        jobs = self.env["gas.test.job"].create(
            [
                {
                    "name": str(number),
                    "reported_on": at("2026-11-20 08:00"),
                    "site_id": self.site.id,
                }
                for number in range(40)
            ]
        )
        self.site.grade = "high"
        self.settle()
        self.env.invalidate_all()
        self.site.grade = "low"
        with self.assertQueryCount(25):
            self.settle()
        self.assertEqual(set(jobs.promise_ids.mapped("state")), {"cancelled"})

    def test_what_is_no_fact_costs_no_look_at_the_clocks(self):
        self.policy(30, domain="[('grade', '=', 'high')]")
        job = self.job(site_id=self.site.id, kind="leak")
        self.settle()
        job.mapped("promise_facts")
        with self.assertQueryCount(1):
            job.kind = "noise"
            self.settle()

    def test_condition_that_clocks_cannot_follow_is_refused(self):
        for domain in (
            "[('site_id.name', '=', 'Site')]",
            "[('site_id.visit_ids', '!=', False)]",
        ):
            with self.subTest(domain), self.assertRaises(ValidationError) as caught:
                self.policy(30, domain=domain)
            self.assertIn("clocks do not follow", str(caught.exception))

    def test_record_that_is_deleted_meanwhile_has_no_clock(self):
        self.policy(30, domain="[('grade', '=', 'high')]")
        job = self.job(site_id=self.site.id)
        self.site.grade = "high"
        job.unlink()
        self.settle()
        self.assertFalse(
            self.env["gas.promise"].search([("res_model", "=", "gas.test.job")])
        )

    def test_days_are_those_of_the_companys_clock(self):
        """Of the record's company, whoever's company the caller works in."""
        far = self.office.copy({"name": "Far", "tz": "America/New_York"})
        company = self.env["res.company"].create(
            {"name": "Far", "promise_calendar_id": far.id}
        )
        policy = self.policy(1, "calendar_day", date_from="2026-11-19")
        policy.date_to = "2026-11-19"
        job = self.job("2026-11-20 08:00", company_id=company.id)
        # There it is the 19th, 19:00, of the evening shift; the next day ends at 13:00.
        self.assertEqual(self.deadline(job), "11-21 13:00:00")
        evening = self.env.ref("gas_promise.shift_evening")
        self.assertEqual(job.promise_ids.shift_id, evening)
