from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import OrderCase


@tagged("post_install", "-at_install")
class TestGasFeeSchedule(OrderCase):
    """B14: what work on site costs is entered, put in force by another, seen by all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finance = cls.role("finance")
        cls.schedules = cls.env["gas.fee.schedule"].with_user(cls.finance)

    def _entered(self):
        with Form(self.schedules) as form:
            form.name = "2031"
            form.date_from = date(2031, 1, 1)
            with form.item_ids.new() as item:
                item.code, item.name, item.kind, item.price = "x", "Visit", "door", 30
        return form.record

    def test_entered_by_one_and_put_in_force_by_another(self):
        schedule = self._entered()
        with self.assertRaises(UserError):
            schedule.action_approve()
        self.assertEqual(schedule.state, "draft")
        colleague = self.role("finance")
        schedule.with_user(colleague).action_approve()
        self.assertRecordValues(
            schedule, [{"state": "in_force", "approved_by_id": colleague.id}]
        )
        with self.assertRaises(ValidationError):
            schedule.item_ids.price = 1
        schedule.action_draft()
        schedule.item_ids.price = 31
        self.assertEqual(schedule.item_ids.price, 31)

    def test_comes_from_a_file_by_the_import_of_odoo(self):
        found = self.schedules.load(
            [
                "name",
                "date_from",
                "item_ids/code",
                "item_ids/name",
                "item_ids/kind",
                "item_ids/price",
            ],
            [
                ["2032", "2032-01-01", "a", "Visit", "Door Fee", "30"],
                ["", "", "b", "Hose, 1.5 m", "Part", "25.5"],
            ],
        )
        self.assertFalse(found["messages"])
        items = self.schedules.browse(found["ids"]).item_ids
        self.assertRecordValues(
            items,
            [
                {"code": "a", "kind": "door", "price": 30.0},
                {"code": "b", "kind": "part", "price": 25.5},
            ],
        )

    def test_everybody_looks_prices_up_and_finance_sets_them(self):
        schedule = self._entered()
        for role in ("agent", "technician", "cashier", "reader", "station_head"):
            user = self.role(role)
            with self.subTest(role=role):
                self.assertEqual(schedule.with_user(user).item_ids.price, 30)
                with self.assertRaises(AccessError):
                    schedule.item_ids.with_user(user).price = 1
        self.assertEqual(schedule.item_ids.price, 30)
