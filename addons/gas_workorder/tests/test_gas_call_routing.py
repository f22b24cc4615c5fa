from datetime import datetime, timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.gas_workorder.models.fsm_order_type import CALL_KINDS

from .common import OrderCase


@tagged("post_install", "-at_install")
class TestGasCallRouting(OrderCase):
    """C26, D01, D05: every minute of the week, a call goes to somebody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.windows = cls.env["gas.call.routing"].search(
            [("company_id", "=", cls.env.company.id)]
        )

    def test_every_minute_of_the_week_belongs_to_somebody(self):
        self.assertTrue(self.windows)
        self.assertEqual(self.windows._gaps(self.env.company), {})
        self.assertEqual(self.windows.action_check()["params"]["type"], "success")

    def test_hole_of_the_manual_is_found(self):
        """S0 1.2 says what happens until 17:00 and from 17:30."""
        half_hour = self.windows.filtered(
            lambda w: (w.call_kind, w.hour_from) == ("leak", 17)
        )
        self.assertEqual(len(half_hour), 1)
        half_hour.unlink()
        found = self.windows._gaps(self.env.company)
        self.assertEqual(list(found), [(self.env.company, "leak")])
        spans = found[self.env.company, "leak"]
        self.assertEqual((len(spans), spans[0]), (7, (17 * 60, 17 * 60 + 30)))
        told = self.windows.action_check()["params"]
        self.assertEqual(told["type"], "danger")
        self.assertIn("Leak Indoors: Mon 17:00–Mon 17:30", told["message"])
        # A call at that time goes to the safe side all the same.
        monday = datetime(2026, 11, 23, 9, 10)  # 17:10 in China
        self.assertEqual(
            self.windows._routed_to(self.env.company, "leak", monday), "emergency"
        )

    def test_table_of_the_manual(self):
        monday = datetime(2026, 11, 22, 16)  # midnight in China
        for kind, hour, expected in (
            ("leak", 3, "emergency"),
            ("leak", 8, "emergency"),
            ("leak", 17.25, "emergency"),
            ("leak", 17.5, "station"),
            ("leak", 21.5, "emergency"),
            ("fault", 9, "station"),
            ("fault", 22, "emergency"),
            ("network", 12, "centre"),
            ("fire", 12, "centre"),
            ("planned", 12, "station"),
        ):
            with self.subTest(kind=kind, hour=hour):
                moment = monday + timedelta(hours=hour)
                self.assertEqual(
                    self.windows._routed_to(self.env.company, kind, moment), expected
                )

    def test_two_answers_to_one_call_are_refused(self):
        with self.assertRaises(ValidationError) as refusal:
            self.env["gas.call.routing"].create(
                {
                    "call_kind": "leak",
                    "hour_from": 16,
                    "hour_to": 18,
                    "routed_to": "station",
                }
            )
        self.assertIn("Mon 16:00", str(refusal.exception))

    def test_each_kind_of_call_has_its_windows(self):
        kinds = set(self.windows.mapped("call_kind"))
        self.assertEqual(kinds, {kind for kind, _name in CALL_KINDS})

    def test_only_administrators_change_the_table(self):
        with self.assertRaises(AccessError):
            self.windows[0].with_user(self.dispatcher).routed_to = "station"
        self.windows[0].with_user(self.role("administrator")).source = "2026"
