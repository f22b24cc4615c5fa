from datetime import datetime

from odoo.tests import tagged

from .common import OrderCase


@tagged("post_install", "-at_install")
class TestCompanyClock(OrderCase):
    """G02, E22: papers show moments on the company's clock, whoever prints them."""

    def test_order_of_half_past_one_says_so(self):
        order = self.make_order(reported_on=datetime(2025, 12, 31, 17, 30))
        for zone in (False, "UTC"):
            self.dispatcher.tz = zone
            self.env.registry.clear_cache()
            reports = self.env["ir.actions.report"].with_user(self.dispatcher)
            page, _kind = reports.with_context(tz=zone)._render_qweb_html(
                "gas_workorder.gas_work_order_form_report", order.ids
            )
            self.assertIn("01:30", page.decode(), zone)
            self.assertNotIn("17:30", page.decode(), zone)
