from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.gas_customer.tests.audit import AuditCase
from odoo.addons.gas_workorder.tests.common import OrderCase

NOW = datetime(2026, 11, 20, 2)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFsmOrderCertificates(AuditCase, OrderCase):
    """D24: only who holds the certificates of the work is sent to it."""

    @classmethod
    def certify(cls, person, skill, valid_to=None):
        cls.env["hr.employee.skill"].create(
            {
                "employee_id": person.employee_id.id,
                "skill_type_id": skill.skill_type_id.id,
                "skill_id": skill.id,
                "skill_level_id": skill.skill_type_id.skill_level_ids[:1].id,
                "valid_from": fields.Date.to_date("2026-01-01"),
                "valid_to": valid_to,
            }
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kind = cls.env["hr.skill.type"].create(
            {
                "name": "gas",
                "is_certification": True,
                "skill_level_ids": [(0, 0, {"name": "held", "level_progress": 100})],
                "skill_ids": [(0, 0, {"name": "Repair under gas"})],
            }
        )
        cls.skill = kind.skill_ids
        cls.kind("emergency").certificate_ids = cls.skill

    def test_certificate_that_ends_before_the_day_counts_as_none(self):
        skill = self.skill
        order = self.make_order(
            "emergency", scheduled_date_start=datetime(2026, 12, 1, 2)
        )
        one, other = self.near.member_ids
        self.certify(one, skill)
        self.certify(other, skill, date(2026, 11, 30))
        with self.assertRaises(UserError) as refusal:
            order._dispatch(self.near, reason="test")
        self.assertIn(other.name, str(refusal.exception))
        self.assertNotIn(one.name + " may", str(refusal.exception))
        self.assertEqual(order.state, "new")
        self.certify(other, skill, date(2026, 12, 1))
        order._dispatch(self.near, reason="test")
        self.assertEqual(order.state, "dispatched")

    def test_day_of_the_work_is_that_of_the_company(self):
        """At 1:30 it is yesterday in Greenwich; a past appointment is no day."""
        one, other = self.near.member_ids
        self.certify(one, self.skill)
        self.certify(other, self.skill, date(2026, 11, 30))
        night = self.make_order(
            "emergency", scheduled_date_start=datetime(2026, 11, 30, 17, 30)
        )
        with self.assertRaisesRegex(UserError, "2026-12-01"):
            night._dispatch(self.near, reason="test")
        missed = self.make_order(
            "emergency", scheduled_date_start=NOW - timedelta(days=1)
        )
        with freeze_time(datetime(2026, 12, 1, 2)):
            with self.assertRaisesRegex(UserError, "2026-12-01"):
                missed._dispatch(self.near, reason="test")
        self.assertEqual((night | missed).mapped("state"), ["new", "new"])

    def test_certificate_that_has_ended_is_shown_though_the_work_takes_none(self):
        one, _other = self.near.member_ids
        self.certify(one, self.skill, date(2026, 11, 1))
        order = self.make_order("repair")
        self.assertFalse(order._unfit(self.near.member_ids))
        warnings = {each.team: each.warning for each in order._candidates()}
        self.assertIn("Repair under gas has ended", warnings[self.near])
        self.assertFalse(warnings[self.far])

    def test_crew_that_may_not_is_not_proposed_first(self):
        for person in self.far.member_ids:
            self.certify(person, self.skill)
        order = self.make_order("emergency")
        first = order._candidates()[0]
        self.assertEqual((first.team, first.is_unfit), (self.far, False))

    def test_certificates_are_asked_of_other_crews_too(self):
        for person in self.far.member_ids:
            self.certify(person, self.skill)
        order = self.make_order("emergency")
        order._dispatch(self.far, reason="test")
        with self.assertRaisesRegex(UserError, "no valid certificate"):
            order._reinforce(self.near)
        self.assertFalse(order.extra_team_ids)

    def test_audit_finds_who_worked_without(self):
        for person in self.near.member_ids:
            self.certify(person, self.skill)
        order = self.make_order("emergency")
        self.fill_in(order)
        order._dispatch(self.near, reason="test")
        for state in ("accepted", "on_way", "on_site", "working"):
            order.sudo()._move_to(state)
        self.assertNotIn((order._name, order.id), self.offenders("order_certified"))
        self.break_fact(
            "UPDATE hr_employee_skill SET valid_to = %s WHERE skill_id = %s",
            date(2026, 11, 19),
            self.skill.id,
        )
        self.assertFound("order_certified", order)
