import random
from datetime import date
from unittest.mock import patch

from odoo.tests import tagged

from ..posting import writer
from .test_posting import PostingCase

# Of each campaign; together 2,000 bills.
HOUSEHOLDS = {
    ("tax_included", "round_per_line"): 900,
    ("tax_included", "round_globally"): 600,
    ("tax_excluded", "round_globally"): 500,
}


@tagged("post_install", "-at_install")
class TestPostingEveryKind(PostingCase):
    """G08, B38: 2,000 bills of every kind, each column of each row compared."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pick = random.Random(2000)
        cls.env["res.lang"]._activate_lang("zh_CN")
        # From one step of one price to three, and two more of the price before.
        cls.env["gas.tariff.version"].with_user(cls.finance).create(
            {
                "tariff_id": cls.tariffs["commercial"].id,
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
        households = [
            self.make_household(tariff=("resident", "resident", "commercial")[n % 3])
            for n in range(count)
        ]
        for number, household in enumerate(households):
            household.partner_id.write(self.settings[number % len(self.settings)])
        used = (0, 7, 31, 30.5, 400, 700, 1200)
        return self._rated(
            [self.pick.choice(used) for _household in households], households
        )

    def _compare(self, bills, tax):
        departments = bills.filtered(
            lambda bill: self.category in bill.partner_id.category_id
        )
        with (
            patch.object(type(bills.company_id), "_gas_tax", lambda company, rate: tax),
            patch.object(writer, "SMALLEST_CLASS", 3),
        ):
            if not tax.price_include:
                self.put_tax_on_top(bills)
            self.assertAlike(bills - departments)
            # They have entries in the analytic ledger, too, which is the ORM's.
            written = bills.browse(self._by_sets(bills))
            self.assertEqual(bills - written, departments.filtered("amount_total"))

    def test_two_thousand_bills(self):
        company = self.env.company
        included = company._gas_tax(9.0)
        taxes = {
            "tax_included": included,
            "tax_excluded": included.copy({"price_include_override": "tax_excluded"}),
        }
        compared = 0
        for (price_include, rounding), count in HOUSEHOLDS.items():
            company.tax_calculation_rounding_method = rounding
            bills = self._rated_of(count)
            compared += len(bills)
            with self.subTest(price_include=price_include, rounding=rounding):
                self._compare(bills, taxes[price_include])
        self.assertEqual(compared, 2000)
