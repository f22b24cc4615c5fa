from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.gas_workorder.tests.printing import OrderPrintCase


@tagged("post_install", "-at_install")
class TestForms(OrderPrintCase):
    """G07, D11, C39: 抢修报告, 停气通知 as PDF, in Chinese."""

    MODULE = "gas_incident"

    def test_incident(self):
        order = self.make_order("emergency_indoor", reporter="李女士")
        order.action_open_incident()
        incident = order.incident_id
        incident.write({"cause": "软管老化脱落", "measures": "更换软管"})
        self.assertHolds(
            "gas_incident_report",
            incident,
            "抢修报告",
            incident.name,
            order.name,
            "李女士",
            "软管老化脱落",
            "更换软管",
            "等级",
        )

    def test_interruption(self):
        interruption = self.env["gas.interruption"].create(
            {
                "reason": "更换阀门",
                "station_id": self.east.id,
                "premise_ids": self.household.service_point_id.premise_id.ids,
                "starts_on": fields.Datetime.now() + timedelta(days=3),
                "ends_on": fields.Datetime.now() + timedelta(days=3, hours=6),
            }
        )
        interruption.action_find()
        self.assertHolds(
            "gas_interruption_notice_report",
            interruption,
            "停气通知",
            "更换阀门",
            "East",
            "燃气用户",
            self.household.service_point_id.premise_id.name,
        )
