from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .audit import AuditCase


@tagged("post_install", "-at_install")
class TestGasAudit(AuditCase):
    """G04: what must always hold is looked at every night, and what does not, told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env.ref("gas_customer.audit_running_meter")
        cls.household = cls.make_household()
        cls.administrator = cls.role("administrator")
        cls.manager = cls.role("manager")

    def _take_the_meter_off(self):
        self.break_fact(
            "DELETE FROM gas_meter_installation WHERE service_point_id = %s",
            self.household.service_point_id.id,
        )

    def _finding(self):
        return self.rule.finding_ids.filtered(
            lambda finding: finding.res_id == self.household.id
        )

    def test_each_rule_has_its_method_and_runs(self):
        rules = self.env["gas.audit"].with_context(active_test=False).search([])
        self.assertTrue(rules)
        rules._run()
        self.assertEqual(rules.filtered("error").mapped("code"), [])
        self.assertFalse(rules.filtered("is_waiting"))

    def test_finding_lives_until_it_is_mended(self):
        self.rule._run()
        self.assertEqual(self.rule.outcome, "holds")
        self._take_the_meter_off()
        self.rule._run()
        finding = self._finding()
        self.assertRecordValues(
            finding,
            [{"state": "open", "res_model": "gas.contract", "mended_on": False}],
        )
        self.assertEqual((self.rule.outcome, self.rule.open_count), ("broken", 1))
        self.assertEqual(len(self.rule.activity_ids), 1)
        self.rule._run()
        self.assertEqual(len(self.rule.activity_ids), 1, "told once")
        self.hang(self.make_meter(), self.household.service_point_id)
        self.rule._run()
        self.assertEqual(finding.state, "mended")
        self.assertEqual(self.rule.outcome, "holds")
        # It comes back as what it was.
        self._take_the_meter_off()
        self.rule._run()
        self.assertEqual(self._finding(), finding)
        self.assertEqual(finding.state, "open")

    def test_it_is_explained_by_a_person_until_a_day(self):
        self._take_the_meter_off()
        self.rule._run()
        finding = self._finding().with_user(self.manager)
        with self.assertRaises(UserError):
            finding.write({"reason": "x", "explained_by_id": self.administrator.id})
        until = fields.Date.today() + timedelta(5)
        finding.write({"reason": "表在送检", "explained_until": until})
        self.assertRecordValues(
            finding, [{"state": "explained", "explained_by_id": self.manager.id}]
        )
        self.assertEqual(self.rule.outcome, "explained")
        finding.explained_until = fields.Date.today() - timedelta(1)
        self.assertEqual(finding.state, "open")
        findings = self.env["gas.audit.finding"]
        mine = [("id", "=", finding.id)]
        for state in ("open", "explained", "mended"):
            with self.subTest(state=state):
                found = findings.search([*mine, ("state", "=", state)])
                self.assertEqual(bool(found), state == "open")

    def test_rule_that_fails_keeps_no_other_from_running(self):
        broken = self.env["gas.audit"].create(
            {"name": "x", "code": "nobody_knows", "subject": "work", "sequence": -1}
        )
        rules = broken | self.rule
        rules.is_waiting = True
        with mute_logger("odoo.addons.gas_customer.models.gas_audit"):
            rules._run()
        self.assertEqual(broken.outcome, "failed")
        self.assertIn("nobody_knows", broken.error)
        self.assertEqual(self.rule.outcome, "holds")

    def test_who_runs_and_who_reads(self):
        action = self.rule.with_user(self.administrator).action_run()
        self.assertEqual(action["tag"], "display_notification")
        self.assertTrue(self.rule.is_waiting)
        self.rule.with_user(self.administrator).action_stop()
        self.assertFalse(self.rule.is_waiting)
        with self.assertRaises(AccessError):
            self.rule.with_user(self.manager).action_run()
        with self.assertRaises(UserError):
            self.rule.with_user(self.administrator).offender_count = 0
        self._take_the_meter_off()
        self.rule._run()
        for role in ("agent", "reader", "cashier", "technician", "dispatcher"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._finding().with_user(self.role(role)).read(["words"])

    def test_it_leads_to_the_record(self):
        self._take_the_meter_off()
        self.rule._run()
        finding = self._finding()
        action = finding.with_user(self.manager).action_open()
        self.assertEqual(
            (action["res_model"], action["res_id"]),
            ("gas.contract", self.household.id),
        )
        self.assertEqual(
            finding.with_user(self.manager).display_name, self.household.display_name
        )

    # Promises

    def test_alarm_that_was_not_noted(self):
        promise = self._promise()
        self.assertBroken("promise_alarm_late", promise, "next_alarm_at = '2026-01-01'")

    def test_clock_that_was_never_started(self):
        application = self._application()
        self.break_fact(
            "DELETE FROM gas_promise WHERE res_model = %s AND res_id = %s",
            application._name,
            application.id,
        )
        self.assertFound("promise_missing", application)

    def test_clock_that_runs_for_nothing(self):
        promise = self._promise()
        self.assertBroken("promise_lost", promise, "res_id = 2000000000")

    def test_kept_without_a_target(self):
        promise = self._promise()
        self.assertBroken("promise_kept", promise, "state = 'kept'")

    def _application(self):
        """Return an application whose clock runs."""
        application = self.env["gas.application"].create(
            {
                "kind_id": self.env.ref("gas_customer.application_kind_suspend").id,
                "contract_id": self.household.id,
                "stop_reason": "x",
            }
        )
        application.accepted_on = fields.Datetime.now()
        self.assertTrue(application.promise_ids)
        return application

    def _promise(self):
        return self._application().promise_ids[0]

    def test_who_took_it_in_has_reviewed_it(self):
        application = self._application()
        self.break_fact(
            "ALTER TABLE gas_application DROP CONSTRAINT gas_application_four_eyes"
        )
        self.assertBroken(
            "four_eyes", application, "submitted_by_id = 1, reviewer_id = 1"
        )
