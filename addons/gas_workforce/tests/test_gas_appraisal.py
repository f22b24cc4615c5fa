import doctest
from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools import grades
from .common import PeopleCase


@tagged("post_install", "-at_install")
class TestGasAppraisal(PeopleCase):
    """F11: performance, attitude and skill; told, and answered by the employee."""

    def _appraisal(self, user=None, **vals):
        return (
            self.env["gas.appraisal"]
            .with_user(user or self.head)
            .create(
                {
                    "employee_id": self.employee.id,
                    "period_from": date(2026, 1, 1),
                    "period_to": date(2026, 6, 30),
                    "performance_score": 90,
                    "attitude_score": 80,
                    "skill_score": 85,
                    "words": "Quick and careful.",
                    **vals,
                }
            )
        )

    def _told(self, **vals):
        appraisal = self._appraisal(**vals)
        appraisal.action_notify()
        return appraisal

    def test_examples_of_the_documentation(self):
        tried = doctest.testmod(grades)
        self.assertGreater(tried.attempted, 5)
        self.assertFalse(tried.failed)

    def test_total_by_the_weights_of_the_company(self):
        appraisal = self._appraisal()
        self.assertEqual((appraisal.total, appraisal.grade), (86.5, "competent"))
        self.env.company.write(
            {
                "gas_performance_weight": 0,
                "gas_attitude_weight": 100,
                "gas_skill_weight": 0,
            }
        )
        self.assertEqual(appraisal.total, 86.5, "what was scored stays")
        appraisal.attitude_score = 59
        self.assertEqual((appraisal.total, appraisal.grade), (59, "not_competent"))

    def test_weights_come_to_a_hundred(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env.company.gas_skill_weight = 40
            self.env.flush_all()

    @freeze_time("2026-07-10 03:00:00")
    def test_employee_is_told_and_agrees(self):
        appraisal = self._told()
        mine = appraisal.with_user(self.user)
        self.assertEqual(mine.activity_ids.user_id, self.user)
        mine.action_agree()
        self.assertRecordValues(
            appraisal,
            [{"state": "agreed", "answered_on": date(2026, 7, 10), "objection": False}],
        )
        self.assertFalse(appraisal.activity_ids)
        appraisal.action_close()
        self.assertEqual(appraisal.state, "closed")

    def test_objection_is_heard_and_may_lead_to_another(self):
        appraisal = self._told()
        action = appraisal.with_user(self.user).action_open_object()
        self.env[action["res_model"]].with_user(self.user).with_context(
            **action["context"]
        ).create({"words": "I was ill in May."}).action_object()
        self.assertEqual(
            (appraisal.state, appraisal.objection), ("objected", "I was ill in May.")
        )
        appraisal.action_write_anew()
        appraisal.performance_score = 100
        self.assertEqual((appraisal.state, appraisal.total), ("draft", 91.5))

    def test_what_was_told_stays_as_it_is(self):
        appraisal = self._told()
        for refused in (
            lambda: appraisal.write({"skill_score": 10}),
            lambda: appraisal.write({"words": "other"}),
            lambda: appraisal.write({"state": "draft"}),
            lambda: appraisal.unlink(),
        ):
            with self.assertRaises(UserError):
                refused()
        self.assertEqual((appraisal.skill_score, appraisal.state), (85, "notified"))

    def test_nothing_is_told_without_words(self):
        appraisal = self._appraisal(words=False)
        with self.assertRaises(UserError):
            appraisal.action_notify()
        self.assertEqual(appraisal.state, "draft")

    def test_only_the_employee_answers(self):
        appraisal = self._told()
        for user in (self.head, self.manager, self.officer):
            with self.assertRaises(AccessError):
                appraisal.with_user(user).action_agree()
        with self.assertRaises(AccessError):
            appraisal.with_user(self.colleague.user_id).action_agree()
        self.assertEqual(appraisal.state, "notified")

    def test_head_notes_the_answer_of_who_has_no_login(self):
        employee = self.env["hr.employee"].create({"name": "No Login"})
        self.env["fsm.person"].create(
            {
                "name": "No Login",
                "employee_id": employee.id,
                "team_id": self.station_crew.id,
            }
        )
        appraisal = self._told(employee_id=employee.id)
        appraisal.action_agree()
        self.assertEqual(appraisal.state, "agreed")

    def test_nobody_appraises_himself(self):
        self.env["hr.employee"].create({"name": "head", "user_id": self.head.id})
        mine = {"employee_id": self.head.sudo().employee_id.id}
        with self.assertRaises(AccessError):
            self._appraisal(**mine)
        officer = self.env["hr.employee"].create(
            {"name": "officer", "user_id": self.officer.id}
        )
        with self.assertRaises(AccessError) as refusal:
            self._appraisal(self.officer, employee_id=officer.id)
        self.assertIn("nobody judges themselves", str(refusal.exception))
        appraisal = self._appraisal(self.manager, **mine)
        self.assertEqual(appraisal.station_id, self.east)
        with self.assertRaises(AccessError):
            appraisal.with_user(self.head).read(["total"])
        appraisal.action_notify()
        self.assertEqual(appraisal.with_user(self.head).total, 86.5)
        appraisal.with_user(self.head).action_agree()
        with self.assertRaises(AccessError):
            appraisal.with_user(self.head).action_close()
        self.assertEqual(appraisal.state, "agreed")

    def test_who_sees_what(self):
        draft = self._appraisal()
        told = self._told(period_from=date(2025, 1, 1), period_to=date(2025, 6, 30))
        both = draft + told
        nothing = draft.browse()
        for user, seen in (
            (self.user, told),
            (self.colleague.user_id, nothing),
            (self.role("cashier", self.east), nothing),
            (self.head, both),
            (self.head_west, nothing),
            (self.manager, both),
            (self.officer, both),
        ):
            appraisals = self.env["gas.appraisal"].with_user(user)
            with self.subTest(user=user.login):
                self.assertEqual(
                    appraisals.search([("id", "in", both.ids)], order="id"), seen
                )
        for refused in (
            lambda: told.with_user(self.user).write({"objection": "none"}),
            lambda: told.with_user(self.head_west).read(["total"]),
            lambda: self._appraisal(self.user, employee_id=self.colleague.id),
            lambda: self._appraisal(self.head_west, period_to=date(2026, 12, 31)),
        ):
            with self.assertRaises(AccessError):
                refused()
        self.assertFalse(told.objection)

    def test_one_for_each_period(self):
        self._appraisal()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._appraisal()
