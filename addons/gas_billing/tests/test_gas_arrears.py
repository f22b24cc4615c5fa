from datetime import date
from itertools import pairwise

from freezegun import freeze_time
from lxml import etree

from odoo.tests import tagged

from .common import BillingCase


@tagged("post_install", "-at_install")
class TestGasArrears(BillingCase):
    """B36, A26: who owes how much since when, out of Odoo's receivables."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.household, cls.other = cls.make_household(), cls.make_household()
        cls.first = cls.bill((cls.household, 30), month=date(2026, 2, 1))
        cls.second = cls.bill((cls.household, 60), (cls.other, 10))

    def _arrears(self, household):
        self.env["gas.arrears"].invalidate_model()
        return self.env["gas.arrears"].search([("contract_id", "=", household.id)])

    def test_each_debt_stands_in_the_column_of_its_age(self):
        # Due on 30 March (February's bill) and 30 April (March's).
        for day, expected in (
            ("2026-03-30", {"not_due": 184.2, "days_30": 0, "days_overdue": 0}),
            ("2026-03-31", {"not_due": 92.1, "days_30": 92.1, "days_overdue": 1}),
            ("2026-04-29", {"not_due": 92.1, "days_30": 92.1, "days_overdue": 30}),
            ("2026-04-30", {"not_due": 92.1, "days_30": 0, "days_60": 92.1}),
            ("2026-05-01", {"days_30": 92.1, "days_60": 92.1, "overdue": 184.2}),
            ("2026-06-29", {"days_60": 92.1, "days_90": 0, "older": 92.1}),
            ("2026-07-30", {"older": 184.2, "days_90": 0, "days_overdue": 122}),
        ):
            with self.subTest(day=day), freeze_time(f"{day} 04:00:00"):
                arrears = self._arrears(self.household)
                self.assertRecordValues(
                    arrears, [{"amount": 184.2, "bill_count": 2, **expected}]
                )
                self.assertEqual(arrears.oldest_due_date, date(2026, 3, 30))

    def test_ages_leave_no_day_out_and_stand_in_the_views(self):
        arrears = self.env["gas.arrears"]
        ages = [age for _key, age in arrears._ages()]
        spans = [age.overdue_days for age in ages]
        self.assertIsNone(spans[0][0])
        self.assertIsNone(spans[-1][1])
        for (_first, last), (following, _last) in pairwise(spans):
            self.assertEqual(following, last + 1)
        self.assertEqual(
            [label for _key, label in arrears._age_selection()],
            ["Not Due", "1–30 Days", "31–60 Days", "61–90 Days", "Over 90 Days"],
        )
        for kind in ("list", "pivot"):
            arch = etree.fromstring(arrears.get_view(view_type=kind)["arch"])
            shown = arch.xpath(
                "//field[@name='overdue']/following-sibling::field/@name"
            )
            self.assertEqual(shown[: len(ages)], [age.name for age in ages], kind)

    def test_paid_debts_disappear(self):
        register = self.env["account.payment.register"]
        action = self.household.action_pay()
        register.with_context(**action["context"]).create({}).action_create_payments()
        self.assertFalse(self._arrears(self.household))
        self.assertTrue(self._arrears(self.other))

    def test_list_agrees_with_the_household_and_the_ledger(self):
        arrears = self._arrears(self.household)
        self.assertEqual(arrears.amount, self.household.amount_due)
        receivable = self.env["account.move.line"].search(
            [
                ("partner_id", "=", self.household.partner_id.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ]
        )
        self.assertEqual(sum(receivable.mapped("amount_residual")), arrears.amount)

    def test_list_is_searched_and_grouped(self):
        """F08 in part: arrears by station, community, route, class and age."""
        self.household.partner_id.phone = "19000996655"
        for words in (
            self.household.meter_id.name,
            self.household.name,
            self.household.partner_id.name,
            self.household.service_point_id.name,
            "190 0099 6655",
        ):
            with self.subTest(words):
                found = self.env["gas.arrears"].search([("any_text", "ilike", words)])
                self.assertEqual(found.contract_id, self.household)
        groups = self.env["gas.arrears"]._read_group(
            [("contract_id", "in", (self.household + self.other).ids)],
            ["community_id"],
            ["amount:sum", "bill_count:sum"],
        )
        self.assertEqual(groups, [(self.garden, 214.9, 3)])
        with freeze_time("2026-06-29 04:00:00"):  # 91 and 60 days late
            self.env["gas.arrears"].invalidate_model()
            groups = self.env["gas.arrears"]._read_group(
                [("contract_id", "in", (self.household + self.other).ids)],
                ["age"],
                ["amount:sum"],
            )
        self.assertEqual(groups, [("2", 30.7), ("4", 184.2)])

    def test_other_stations_debts_are_out_of_sight(self):
        user = self.role("cashier", self.west)
        found = self.env["gas.arrears"].with_user(user)
        self.assertFalse(found.search([("contract_id", "=", self.household.id)]))
        moves = self.env["account.move"].with_user(user)
        self.assertFalse(moves.search([("id", "in", self.second.move_id.ids)]))
        lines = self.env["account.move.line"].with_user(user)
        self.assertFalse(lines.search([("move_id", "in", self.second.move_id.ids)]))
