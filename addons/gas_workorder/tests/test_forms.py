from odoo.tests import tagged

from .printing import OrderPrintCase


@tagged("post_install", "-at_install")
class TestForms(OrderPrintCase):
    """G07, D18, B29: 维修工单, 停气通知书 as PDF, in Chinese."""

    MODULE = "gas_workorder"

    def test_work_order(self):
        order = self.make_order("repair", fault="灶具打不着火", reporter="王先生")
        self.assertHolds(
            "gas_work_order_form_report",
            order,
            "维修工单",
            order.name,
            "灶具打不着火",
            self.household.name,
            "检查内容",
            "客户(签字)",
        )

    def test_stop_of_supply(self):
        stop = self.env["gas.supply.stop"].create(
            {"contract_id": self.household.id, "reason": "arrears", "note": "欠费三期"}
        )
        self.assertHolds(
            "gas_supply_stop_notice_report",
            stop,
            "停气通知书",
            self.household.name,
            "欠费三期",
        )
