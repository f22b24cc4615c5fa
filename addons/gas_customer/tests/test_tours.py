import base64

from odoo.tests import HttpCase, tagged

from .common import GasCase


@tagged("post_install", "-at_install")
class TestTours(HttpCase, GasCase):
    """G09: in Chromium, in Chinese, as the people who do it."""

    def test_import_is_followed_without_reloading(self):
        head = self.role("station_head", self.east)
        head.lang = "zh_CN"
        record = self.env["gas.import"].with_user(head)
        record = record.create({"kind": "customers", "file": base64.b64encode(b"x")})
        record._move_to("checking")
        self.env["gas.progress"]._start(record)
        self.env["gas.progress"]._of(record)[record.id].write(
            {"done": 400, "total": 1000}
        )
        self.start_tour(
            f"/odoo/action-gas_customer.gas_import_action/{record.id}",
            "gas_import_follows",
            login=head.login,
        )
        self.assertEqual(record.state, "draft")
