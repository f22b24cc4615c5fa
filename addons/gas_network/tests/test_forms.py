from odoo.tests import tagged

from odoo.addons.gas_workorder.tests.printing import OrderPrintCase


@tagged("post_install", "-at_install")
class TestForms(OrderPrintCase):
    """G07, D30: 巡检记录表 as PDF, in Chinese."""

    MODULE = "gas_network"

    def test_patrol_record(self):
        """D30: what was looked at, what was found, and what came of it."""
        plan = self.env["gas.patrol.plan"].create(
            {
                "name": "调压箱周巡检",
                "station_id": self.east.id,
                "point_ids": [(0, 0, {"name": name}) for name in ("一号箱", "二号箱")],
            }
        )
        order = plan._make_orders()
        first, second = order.check_line_ids
        first.is_done = True
        second.write({"is_done": True, "is_faulty": True, "words": "箱门损坏"})
        self.assertHolds(
            "gas_patrol_record_report",
            order,
            "巡检记录表",
            order.name,
            "调压箱周巡检",
            self.east.name,
            "一号箱正常",
            "二号箱异常箱门损坏",
            second.found_order_id.name,
            "异常:1",
        )

    def test_round_has_a_record_instead_of_a_repair_order(self):
        plan = self.env["gas.patrol.plan"].create(
            {"name": "调压箱周巡检", "station_id": self.east.id}
        )
        record = self.env.ref("gas_network.gas_patrol_record_report")
        repair = self.env.ref("gas_workorder.gas_work_order_form_report")
        for order, expected in (
            (plan._make_orders(), record),
            (self.make_order("repair"), repair),
        ):
            offered = (record | repair).get_valid_action_reports(order._name, order.ids)
            self.assertEqual(offered, expected.ids)
