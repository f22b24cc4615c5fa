from odoo.tests import new_test_user

from odoo.addons.gas_customer.tests.common import QUIET
from odoo.addons.gas_workorder.tests.common import OrderCase


class PeopleCase(OrderCase):
    """A worker of the crew in the east, his head, an officer of human resources."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls.station_crew.leader_id
        cls.employee = cls.worker.employee_id
        cls.user = cls.employee.user_id
        cls.colleague = (cls.station_crew.member_ids - cls.worker)[0].employee_id
        cls.head = cls.role("station_head", cls.east)
        cls.head_west = cls.role("station_head", cls.west)
        cls.manager = cls.role("manager")
        cls.administrator = cls.role("administrator")
        cls.officer = new_test_user(
            cls.env,
            login="test_people_officer",
            groups="hr.group_hr_user",
            context=QUIET,
        )
        cls.skill = cls.env.ref("gas_workforce.skill_special_hot_work")

    @classmethod
    def certificate_vals(cls, employee=None, **vals):
        return {
            "employee_id": (employee or cls.employee).id,
            "skill_type_id": cls.skill.skill_type_id.id,
            "skill_id": cls.skill.id,
            "skill_level_id": cls.skill.skill_type_id.skill_level_ids[0].id,
            "valid_from": "2026-01-01",
            **vals,
        }

    @classmethod
    def make_certificate(cls, employee=None, user=None, **vals):
        certificates = cls.env["hr.employee.skill"]
        if user:
            certificates = certificates.with_user(user)
        return certificates.create(cls.certificate_vals(employee, **vals))

    def run_cron(self, name):
        cron = self.env.ref(f"gas_workforce.{name}")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
