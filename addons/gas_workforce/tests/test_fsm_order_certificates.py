from datetime import date, datetime

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.gas_workorder.tests.common import OrderCase


@tagged("post_install", "-at_install")
class TestFsmOrderCertificates(OrderCase):
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

    def test_certificate_that_ends_before_the_day_counts_as_none(self):
        kind = self.env["hr.skill.type"].create(
            {
                "name": "gas",
                "is_certification": True,
                "skill_level_ids": [(0, 0, {"name": "held", "level_progress": 100})],
                "skill_ids": [(0, 0, {"name": "Repair under gas"})],
            }
        )
        skill = kind.skill_ids
        self.kind("emergency").certificate_ids = skill
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
