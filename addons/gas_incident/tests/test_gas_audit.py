from odoo.tests import tagged

from odoo.addons.gas_customer.tests.audit import AuditCase
from odoo.addons.gas_workorder.tests.common import OrderCase


@tagged("post_install", "-at_install")
class TestGasAuditIncidents(AuditCase, OrderCase):
    """G04: each rule of incidents is seen to find what breaks it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.incident = cls.env["gas.incident"].create(
            {"kind": "leak", "address": "x", "station_id": cls.east.id}
        )
        cls.interruption = cls.env["gas.interruption"].create(
            {
                "incident_id": cls.incident.id,
                "station_id": cls.east.id,
                "reason": "x",
                "starts_on": "2026-11-25 02:00:00",
                "household_ids": [(0, 0, {"contract_id": cls.household.id})],
            }
        )

    def test_households_are_counted_once(self):
        self.assertBroken("incident_households", self.incident, "household_count = 77")

    def test_grade_that_the_facts_do_not_give(self):
        self.assertBroken("incident_level", self.incident, "level = '1'")

    def test_household_that_nobody_has_tested(self):
        line = self.interruption.household_ids
        self.assertBroken("household_lit", line, "state = 'on'")
