from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import PeopleCase


@tagged("post_install", "-at_install")
class TestGasSanction(PeopleCase):
    """F11: talk, warning, not competent; each step rests on the one before it."""

    def _sanction(self, step="talk", day="2026-11-20", user=None, **vals):
        with freeze_time(day):
            return (
                self.env["gas.sanction"]
                .with_user(user or self.head)
                .create(
                    {
                        "employee_id": self.employee.id,
                        "step": step,
                        "grounds": "Came late, told nobody.",
                        **vals,
                    }
                )
            )

    def _told(self, step="talk", day="2026-11-20", **vals):
        sanction = self._sanction(step, day, **vals)
        with freeze_time(day):
            sanction.action_notify()
        return sanction

    def test_ladder_is_climbed_step_by_step(self):
        for step, day in (
            ("talk", "2026-01-10"),
            ("warning", "2026-03-10"),
            ("not_competent", "2026-11-20"),
        ):
            sanction = self._told(step, day)
            self.assertEqual(sanction.notified_on, date.fromisoformat(day))
            self.assertEqual(sanction.decided_by_id, self.head)

    def test_no_step_is_left_out(self):
        self._told("talk")
        with self.assertRaises(ValidationError) as refusal:
            self._sanction("not_competent")
        self.assertIn("“Not Competent” needs “Warning”", str(refusal.exception))
        talk = self.env["gas.sanction"].search([("employee_id", "=", self.employee.id)])
        self.assertEqual(talk.step, "talk")

    def test_step_before_must_have_been_told(self):
        self._sanction("talk")
        with self.assertRaises(ValidationError):
            self._sanction("warning")

    def test_step_before_must_be_recent(self):
        self._told("talk", "2025-11-19")
        with self.assertRaises(ValidationError):
            self._sanction("warning", "2026-11-20")
        self.env.company.gas_sanction_months = 24
        self.assertTrue(self._sanction("warning", "2026-11-20"))

    def test_step_of_another_is_none(self):
        self._told("talk", employee_id=self.colleague.id)
        with self.assertRaises(ValidationError):
            self._sanction("warning")

    def test_step_is_not_raised_afterwards(self):
        talk = self._sanction()
        with self.assertRaises(ValidationError):
            talk.step = "warning"
        self.assertEqual(talk.step, "talk")

    def test_what_was_told_stays(self):
        talk = self._told()
        for refused in (
            lambda: talk.write({"grounds": "other"}),
            lambda: talk.action_notify(),
            lambda: talk.unlink(),
        ):
            with self.assertRaises(UserError):
                refused()
        self.assertEqual(talk.grounds, "Came late, told nobody.")

    def test_is_not_decided_in_the_future(self):
        with self.assertRaises(ValidationError):
            self._sanction(decided_on=date(2026, 11, 21))

    def test_who_sees_what(self):
        draft, told = self._sanction(), self._told()
        both = draft + told
        nothing = draft.browse()
        for user, seen in (
            (self.user, told),
            (self.colleague.user_id, nothing),
            (self.head, both),
            (self.head_west, nothing),
            (self.manager, both),
            (self.officer, both),
        ):
            sanctions = self.env["gas.sanction"].with_user(user)
            with self.subTest(user=user.login):
                self.assertEqual(
                    sanctions.search([("id", "in", both.ids)], order="id"), seen
                )
        for refused in (
            lambda: self._sanction(user=self.user, employee_id=self.colleague.id),
            lambda: self._sanction(user=self.head_west),
            lambda: told.with_user(self.user).unlink(),
        ):
            with self.assertRaises(AccessError):
                refused()
