from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PeopleCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-20 01:00:00")
class TestGasTraining(PeopleCase):
    """D24, G06: plan, exam, grade, certificate, and the clause of two years."""

    def _training(self, user=None, **vals):
        people = (self.employee, self.colleague)
        return (
            self.env["gas.training"]
            .with_user(user or self.officer)
            .create(
                {
                    "name": "Hot work",
                    "planned_on": date(2026, 11, 20),
                    "skill_id": self.skill.id,
                    "participant_ids": [
                        Command.create({"employee_id": each.id}) for each in people
                    ],
                    **vals,
                }
            )
        )

    def _examined(self, *scores, **vals):
        training = self._training(**vals)
        training.action_hold()
        for participant, score in zip(training.participant_ids, scores, strict=True):
            participant.write({"attended": True, "score": score})
        training.action_examine()
        return training

    def test_who_passes_is_certified_and_bound(self):
        training = self._examined(85, 59, company_pays=True, validity_months=24)
        self.assertRecordValues(
            training.participant_ids,
            [
                {"grade": "good", "passed": True, "bound_until": date(2028, 11, 20)},
                {"grade": "fail", "passed": False, "bound_until": False},
            ],
        )
        training.action_close()
        self.assertRecordValues(
            training.participant_ids[0].certificate_id,
            [
                {
                    "employee_id": self.employee.id,
                    "skill_id": self.skill.id,
                    "skill_level_id": self.env.ref(
                        "gas_workforce.skill_level_special_held"
                    ).id,
                    "valid_from": date(2026, 11, 20),
                    "valid_to": date(2028, 11, 19),
                }
            ],
        )
        self.assertFalse(training.participant_ids[1].certificate_id)
        self.assertEqual((training.participant_count, training.passed_count), (2, 1))
        self.assertEqual(
            self.worker._missing_certificates(self.skill, date(2028, 11, 19)), {}
        )
        self.assertIn(
            self.worker,
            self.worker._missing_certificates(self.skill, date(2028, 11, 20)),
        )

    def test_nobody_is_bound_by_what_the_company_has_not_paid(self):
        training = self._examined(95, 60)
        self.assertEqual(
            training.participant_ids.mapped("grade"), ["excellent", "pass"]
        )
        self.assertEqual(training.participant_ids.mapped("bound_until"), [False, False])

    def test_head_gives_no_certificate(self):
        training = self._examined(85, 85).with_user(self.head)
        with self.assertRaises(AccessError):
            training.action_close()
        self.assertEqual(training.state, "examined")
        self.assertFalse(training.participant_ids.certificate_id)

    def test_head_closes_what_leads_to_none(self):
        training = self._training(self.head, skill_id=False)
        training.action_hold()
        training.participant_ids[0].write({"attended": True, "score": 70})
        training.action_examine()
        training.action_close()
        self.assertRecordValues(
            training.participant_ids, [{"grade": "pass"}, {"grade": False}]
        )

    def test_nobody_enters_his_own_score(self):
        employee = self.env["hr.employee"].create(
            {"name": "officer", "user_id": self.officer.id}
        )
        training = self._training(
            participant_ids=[Command.create({"employee_id": employee.id})]
        )
        training.action_hold()
        with self.assertRaises(AccessError):
            training.participant_ids.write({"attended": True, "score": 100})
        with self.assertRaises(AccessError):
            self._training(
                participant_ids=[
                    Command.create({"employee_id": employee.id, "score": 100})
                ]
            )
        self.assertEqual(training.participant_ids.score, 0)

    def test_technician_reads_the_plan_and_his_own_exam(self):
        training = self._examined(85, 59).with_user(self.user)
        self.assertEqual(training.name, "Hot work")
        self.assertEqual(
            self.env["gas.training.participant"]
            .with_user(self.user)
            .search([("training_id", "=", training.id)])
            .employee_id,
            self.employee,
        )
        for refused in (
            lambda: training.write({"name": "other"}),
            lambda: training.participant_ids[0].write({"score": 100}),
            lambda: training.sudo().participant_ids[1].with_user(self.user).read(),
        ):
            with self.assertRaises(AccessError):
                refused()

    def test_heads_see_the_people_of_their_stations(self):
        training = self._examined(85, 59)
        for head, count in ((self.head, 2), (self.head_west, 0)):
            people = self.env["gas.training.participant"].with_user(head)
            self.assertEqual(
                people.search_count([("training_id", "=", training.id)]), count
            )

    def test_steps_come_in_their_order(self):
        training = self._training(participant_ids=[])
        with self.assertRaises(UserError) as refusal:
            training.action_hold()
        self.assertIn("who takes part", str(refusal.exception))
        training = self._training()
        with self.assertRaises(UserError):
            training.action_close()
        training.action_hold()
        with self.assertRaises(UserError) as refusal:
            training.action_examine()
        self.assertIn("who was there", str(refusal.exception))
        self.assertEqual((training.state, training.held_on), ("held", date.today()))

    def test_nothing_changes_once_it_is_over(self):
        training = self._examined(85, 59, company_pays=True)
        training.action_close()
        for refused in (
            lambda: training.participant_ids[1].write({"score": 90}),
            lambda: training.write({"bound_years": 20}),
            lambda: training.write({"pass_mark": 50}),
            lambda: training.participant_ids.unlink(),
            lambda: training.write({"participant_ids": [Command.clear()]}),
            lambda: training.unlink(),
        ):
            with self.assertRaises(UserError):
                refused()
        self.assertEqual(training.participant_ids.mapped("score"), [85, 59])
        self.assertEqual(training.participant_ids.mapped("passed"), [True, False])
        self.assertEqual(training.participant_ids[0].bound_until, date(2028, 11, 20))

    def test_no_more_than_there_are_places(self):
        with self.assertRaises(ValidationError):
            self._training(places=1)
        training = self._training(places=2)
        with self.assertRaises(ValidationError):
            self.env["gas.training.participant"].create(
                {
                    "training_id": training.id,
                    "employee_id": self.near.leader_id.employee_id.id,
                }
            )
        self.assertEqual(len(training.participant_ids), 2)

    def test_nobody_is_on_the_list_twice(self):
        training = self._training()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env["gas.training.participant"].create(
                {"training_id": training.id, "employee_id": self.employee.id}
            )

    def test_is_not_held_in_the_future(self):
        training = self._training()
        with self.assertRaises(ValidationError):
            training.held_on = date(2026, 11, 21)

    def test_counts_of_many_cost_one_query(self):
        trainings = self.env["gas.training"].union(
            *(self._training(name=str(number)) for number in range(20))
        )
        self.env.flush_all()
        trainings.invalidate_recordset(["participant_count", "passed_count"])
        with self.assertQueryCount(1):
            self.assertEqual(set(trainings.mapped("participant_count")), {2})
