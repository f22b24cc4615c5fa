import random
from collections import Counter
from datetime import date
from unittest.mock import patch

import pytest

from odoo.tests import tagged

from ..posting import writer
from ..posting.savepoint import taken_back
from .test_posting import PostingCase

# Of a hundred bills, how many are in the campaign of each kind.
SHARES = {
    ("tax_included", "round_per_line"): 45,
    ("tax_included", "round_globally"): 30,
    ("tax_excluded", "round_globally"): 25,
}


@tagged("post_install", "-at_install")
class TestPostingEveryKind(PostingCase):
    """G08, B38: bills of every kind, each column of each row compared."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pick = random.Random(2000)
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["gas.reading.check"].search([]).bill_limit = 0
        # Two prices within the period: up to six lines.
        cls.env["gas.tariff.version"].with_user(cls.finance).create(
            {
                "tariff_id": cls.tariffs["resident_low_income"].id,
                "valid_from": date(2026, 2, 1),
                "tier_ids": [
                    (0, 0, {"sequence": 1, "to_m3": 100, "price": 4.7}),
                    (0, 0, {"sequence": 2, "to_m3": 200, "price": 5.11}),
                    (0, 0, {"sequence": 3, "price": 6.003}),
                ],
            }
        ).with_user(cls.role("finance")).action_approve()
        cls.category, other = cls.env["res.partner.category"].create(
            [{"name": "by department"}, {"name": "no matter"}]
        )
        plan = cls.env["account.analytic.plan"].create({"name": "departments"})
        department = cls.env["account.analytic.account"].create(
            {"name": "canteens", "plan_id": plan.id}
        )
        cls.env["account.analytic.distribution.model"].create(
            {
                "partner_category_id": cls.category.id,
                "analytic_distribution": {department.id: 100},
            }
        )
        account = cls.env["account.account"].search(
            [("account_type", "=", "asset_receivable")], limit=1
        )
        term = cls.env["account.payment.term"].search([], limit=1)
        position = cls.env["account.fiscal.position"].create({"name": "gas"})
        cls.settings = [
            {},
            {"lang": "zh_CN", "name": " 李  四 "},
            {"category_id": [(6, 0, other.ids)]},
            {"category_id": [(6, 0, cls.category.ids)]},
            {"child_ids": [(0, 0, {"name": "女儿"})]},
            {"user_id": cls.clerk.id},
            {"property_account_receivable_id": account.copy().id},
            {"property_payment_term_id": term.id},
            {"property_account_position_id": position.id},
            {"is_company": True, "vat": "91450100MA5KXXXX0X"},
        ]
        tags = cls.env["account.account.tag"].create(
            [{"name": name, "applicability": "taxes"} for name in ("base", "tax")]
        )
        parts = cls.env.company._gas_tax(9.0).invoice_repartition_line_ids
        for part, tag in zip(parts, tags, strict=False):
            part.tag_ids = tag

    def _rated_of(self, count):
        tariffs = (
            {"tariff": "resident"},
            {"tariff": "commercial", "user_class": "commercial", "agreed_price": 4.5},
            {"tariff": "resident_low_income"},
        )
        households = [self.make_household(**tariffs[n % 3]) for n in range(count)]
        for number, household in enumerate(households):
            household.partner_id.write(self.settings[number % len(self.settings)])
        used = (0, 7, 31, 30.5, 400, 700, 1200)
        return self._rated(
            [self.pick.choice(used) for _household in households], households
        )

    def _compare(self, bills, tax):
        """Compare ``bills`` as sets with what the ORM makes of them.

        Return (how many were written as sets, how many are of too rare a kind).
        """
        with (
            patch.object(type(bills.company_id), "_gas_tax", lambda company, rate: tax),
            patch.object(writer, "SMALLEST_CLASS", self.smallest_class),
        ):
            if not tax.price_include:
                self.put_tax_on_top(bills)
            made = self._by_orm(bills)
            # Both put on hold what would come to a fen more or less when rounded so.
            bills = bills.browse(made)
            with self._on_the_day(), taken_back(self.env):
                written = self._rows(self.poster._post_sets(bills))
                left = Counter(bills.mapped("posting_note"))
        for bill_id, rows in written.items():
            self.assertEqual(made[bill_id].differences(rows), [])
        # They have entries in the analytic ledger, too, which is the ORM's.
        departments = bills.filtered(
            lambda bill: self.category in bill.partner_id.category_id
        )
        analytic = left.pop("Posting also writes account_analytic_line.")
        self.assertLessEqual(analytic, len(departments))
        few = left.pop("There are only few of its kind.", 0)
        self.assertEqual(left, {False: len(written)})
        return len(written), few

    def _compare_campaigns(self, hundreds):
        """Return how many bills were compared, written as sets, and of rare kinds."""
        company = self.env.company
        included = company._gas_tax(9.0)
        taxes = {
            "tax_included": included,
            "tax_excluded": included.copy({"price_include_override": "tax_excluded"}),
        }
        found = Counter()
        for (price_include, rounding), share in SHARES.items():
            company.tax_calculation_rounding_method = rounding
            bills = self._rated_of(share * hundreds)
            with self.subTest(price_include=price_include, rounding=rounding):
                written, few = self._compare(bills, taxes[price_include])
                found += Counter(compared=len(bills), written=written, few=few)
        return found

    def test_hundred_bills(self):
        self.smallest_class = 2
        found = self._compare_campaigns(1)
        self.assertEqual(found["compared"], 100)
        self.assertGreater(found["written"], 50)

    @pytest.mark.proof
    def test_two_thousand_bills(self):
        self.smallest_class = 3
        found = self._compare_campaigns(20)
        self.assertEqual(found["compared"], 2000)
        self.assertGreater(found["written"], 1600)
        self.assertLess(found["few"], 200)
