from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import PeopleCase


@tagged("post_install", "-at_install")
class TestHrEmployeeSkill(PeopleCase):
    """D24: certificates are entered by officers, and told of before they end."""

    def _held(self):
        return self.env["hr.employee.skill"].search_count(
            [("employee_id", "=", self.employee.id), ("is_certification", "=", True)]
        )

    def test_technician_grants_himself_nothing(self):
        skills = self.env["hr.employee.skill"].with_user(self.user)
        vals = self.certificate_vals(valid_to="2099-12-31")
        for path in (
            lambda: skills.create(vals),
            lambda: skills.web_save(vals, {}),
        ):
            with self.assertRaises(AccessError):
                path()
        names = [name for name in vals if name.endswith("_id")]
        loaded = skills.load(
            [f"{name}/.id" for name in names], [[vals[name] for name in names]]
        )
        self.assertFalse(loaded["ids"])
        self.assertIn("human resources", loaded["messages"][0]["message"])
        self.assertEqual(self._held(), 0)

    def test_technician_prolongs_and_deletes_nothing(self):
        certificate = self.make_certificate(valid_to=date(2026, 12, 31))
        mine = certificate.with_user(self.user)
        self.assertEqual(mine.valid_to, date(2026, 12, 31))
        for path in (
            lambda: mine.write({"valid_to": "2099-12-31"}),
            lambda: mine.write({"skill_level_id": mine.skill_level_id.id}),
            lambda: mine.copy({"valid_to": "2099-12-31"}),
            lambda: mine.unlink(),
        ):
            with self.assertRaises(AccessError):
                path()
        self.assertEqual(certificate.exists().valid_to, date(2026, 12, 31))
        self.assertEqual(self._held(), 1)

    def test_technician_has_no_way_round_through_his_employee(self):
        certificate = self.make_certificate(valid_to=date(2026, 12, 31))
        employee = self.employee.with_user(self.user)
        new = Command.create(self.certificate_vals(valid_to="2099-12-31"))
        longer = Command.update(certificate.id, {"valid_to": "2099-12-31"})
        for name in (
            "employee_skill_ids",
            "current_employee_skill_ids",
            "certification_ids",
        ):
            for command in (new, longer, Command.delete(certificate.id)):
                with self.subTest(field=name, command=command[0]):
                    with self.assertRaises(AccessError):
                        employee.write({name: [command]})
        own = {
            "employee_ids": [Command.update(employee.id, {"employee_skill_ids": [new]})]
        }
        with self.assertRaises(AccessError):
            self.user.with_user(self.user).write(own)
        self.assertEqual(certificate.exists().valid_to, date(2026, 12, 31))
        self.assertEqual(self._held(), 1)

    def test_plain_skill_stays_his_and_becomes_no_certificate(self):
        language = self.env["hr.skill.type"].create(
            {
                "name": "Words",
                "skill_ids": [Command.create({"name": "Cantonese"})],
                "skill_level_ids": [
                    Command.create({"name": "spoken", "level_progress": 100})
                ],
            }
        )
        plain = (
            self.env["hr.employee.skill"]
            .with_user(self.user)
            .create(
                {
                    "employee_id": self.employee.id,
                    "skill_type_id": language.id,
                    "skill_id": language.skill_ids.id,
                    "skill_level_id": language.skill_level_ids.id,
                }
            )
        )
        with self.assertRaises(AccessError):
            plain.write(
                {
                    name: value
                    for name, value in self.certificate_vals().items()
                    if name.startswith("skill_")
                }
            )
        self.assertEqual(plain.skill_id, language.skill_ids)
        self.assertEqual(self._held(), 0)
        plain.unlink()
        self.assertFalse(plain.exists())

    def test_head_of_the_station_grants_nothing_either(self):
        for user in (self.head, self.manager, self.dispatcher):
            with self.assertRaises(AccessError):
                self.make_certificate(user=user)
        self.assertEqual(self._held(), 0)

    def test_officers_and_administrators_do(self):
        for number, user in enumerate((self.officer, self.administrator)):
            certificate = self.make_certificate(
                user=user, valid_to=date(2027 + number, 1, 1), certificate_number="T1"
            )
            certificate.valid_to = date(2030 + number, 1, 1)
            self.assertEqual(certificate.valid_to, date(2030 + number, 1, 1))
            certificate.unlink()
            self.assertFalse(certificate.exists())

    def test_officer_enters_it_on_the_employee(self):
        employee = self.employee.with_user(self.officer)
        employee.certification_ids = [Command.create(self.certificate_vals())]
        self.assertEqual(self._held(), 1)
        self.assertEqual(
            self.worker.with_user(self.dispatcher).certificate_ids.skill_id, self.skill
        )

    @freeze_time("2026-11-20")
    def test_begins_today_and_not_when_the_server_was_started(self):
        new = self.env["hr.employee.skill"].new({})
        self.assertEqual(new.valid_from, date(2026, 11, 20))

    def test_belongs_to_the_station_of_the_crew(self):
        certificate = self.make_certificate()
        self.assertEqual(certificate.gas_station_id, self.east)
        self.worker.team_id = self.make_crew("west", station_id=self.west.id)
        self.assertEqual(certificate.gas_station_id, self.west)

    # Told of

    @freeze_time("2026-11-20 01:00:00")
    def test_head_is_told_once_for_each_end(self):
        certificate = self.make_certificate(valid_to=date(2027, 1, 19))
        later = self.make_certificate(self.colleague, valid_to=date(2027, 1, 20))
        endless = self.make_certificate(self.near.leader_id.employee_id)
        self.run_cron("hr_employee_skill_cron_notify")
        self.assertRecordValues(
            certificate.activity_ids,
            [{"user_id": self.head.id, "date_deadline": date(2027, 1, 19)}],
        )
        self.assertIn(self.employee.name, certificate.activity_ids.summary)
        self.assertFalse((later + endless).activity_ids)
        self.run_cron("hr_employee_skill_cron_notify")
        self.assertEqual(len(certificate.activity_ids), 1)
        certificate.valid_to = date(2027, 1, 10)
        self.run_cron("hr_employee_skill_cron_notify")
        self.assertEqual(len(certificate.activity_ids), 2)

    @freeze_time("2026-11-20 01:00:00")
    def test_certificate_that_cannot_be_told_of_stops_no_other(self):
        bad = self.make_certificate(valid_to=date(2026, 12, 1))
        good = self.make_certificate(self.colleague, valid_to=date(2026, 12, 2))
        model = type(bad)
        message = model._due_message

        def fail(skill):
            if skill == bad:
                raise ValueError("Wang")
            return message(skill)

        with (
            patch.object(model, "_due_message", fail),
            self.assertLogs("odoo.addons.gas_promise", "ERROR"),
        ):
            self.run_cron("hr_employee_skill_cron_notify")
        self.assertTrue(good.activity_ids)
        self.assertFalse(bad.activity_ids or bad.is_notified)
        self.run_cron("hr_employee_skill_cron_notify")
        self.assertTrue(bad.activity_ids)

    @freeze_time("2026-11-20 01:00:00")
    def test_renewed_certificate_ends_without_a_word(self):
        old = self.make_certificate(valid_to=date(2026, 12, 1))
        self.make_certificate(valid_from=date(2026, 11, 1), valid_to=date(2029, 11, 1))
        self.run_cron("hr_employee_skill_cron_notify")
        self.assertFalse(old.activity_ids)
        self.assertTrue(old.is_notified)

    @freeze_time("2026-11-20 01:00:00")
    def test_without_a_head_of_the_station_the_one_above_is_told(self):
        self.head.gas_area_ids = self.west
        certificate = self.make_certificate(valid_to=date(2026, 12, 1))
        above = self.manager + self.administrator
        self.assertIn(self.east._person_in_charge(self.env.company), above)
        self.run_cron("hr_employee_skill_cron_notify")
        self.assertIn(certificate.activity_ids.user_id, above)

    def test_batches_go_on_until_nothing_remains(self):
        self.env["hr.employee.skill"].create(
            [
                self.certificate_vals(valid_to=date(2026, 2, number))
                for number in range(1, 6)
            ]
        )
        skills = self.env["hr.employee.skill"]
        domain = skills._due_domain()
        waiting = skills.search_count(domain)
        self.assertGreaterEqual(waiting, 5)
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            skills.with_env(skills.env(cr=cr))._cron_notify(batch_size=2)
        self.assertEqual(skills.search_count(domain), waiting - 2)
        self.run_cron("hr_employee_skill_cron_notify")
        self.assertEqual(skills.search_count(domain), 0)
