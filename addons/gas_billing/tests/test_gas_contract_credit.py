from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common import BillingCase


@tagged("post_install", "-at_install")
class TestGasContractCredit(BillingCase):
    """A25: the credit class follows from how bills are paid, and says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.household, cls.other = cls.make_household(), cls.make_household()
        cls.bill((cls.household, 30), month=date(2026, 2, 1))
        cls.bill((cls.household, 60), (cls.other, 10))

    def _class_on(self, day):
        with freeze_time(f"{day} 04:00:00"):
            self.household.invalidate_recordset(["credit_class", "credit_reason"])
            return self.household.credit_class, self.household.credit_reason

    def _pay_on(self, day):
        with freeze_time(f"{day} 04:00:00"):
            register = self.env["account.payment.register"]
            context = self.household.action_pay()["context"]
            register.with_context(**context).create({}).action_create_payments()

    def test_class_falls_on_the_day_after_the_last_day_to_pay(self):
        # Due on 30 March (February's bill) and 30 April (March's).
        self.assertEqual(self._class_on("2026-03-30"), ("A", ""))
        late = "Bills paid late or still overdue"
        self.assertEqual(self._class_on("2026-03-31"), ("B", f"{late} 1"))
        self.assertEqual(self._class_on("2026-05-01"), ("B", f"{late} 2"))

    def test_paid_late_counts_for_twelve_months_and_paid_in_time_never(self):
        self._pay_on("2026-04-30")  # the first bill late, the second just in time
        late = "Bills paid late or still overdue"
        self.assertEqual(self._class_on("2026-05-10"), ("B", f"{late} 1"))
        self.assertEqual(self._class_on("2027-03-30"), ("B", f"{late} 1"))
        self.assertEqual(self._class_on("2027-03-31"), ("A", ""))

    def test_large_debts_lower_the_class_by_a_rule_one_can_change(self):
        rule = self.env.ref("gas_billing.gas_credit_rule_overdue_c")
        rule.from_value = 184.2
        self.assertEqual(self._class_on("2026-04-30")[0], "B")  # 92.10 overdue
        self.assertEqual(
            self._class_on("2026-05-01"), ("C", "Amount overdue now (yuan) 184.2")
        )

    @freeze_time("2026-06-01 04:00:00")
    def test_list_needs_one_look_at_each_fact(self):
        both = self.household + self.other
        both.mapped("name")
        self.env.company._promise_today()  # its zone is kept by the server
        self.env.flush_all()
        both.invalidate_recordset(["credit_class", "credit_reason"])
        self.env["gas.credit.rule"].search([]).mapped("fact")
        with self.assertQueryCount(4):  # rules, their values, two facts
            self.assertEqual(both.mapped("credit_class"), ["B", "B"])

    @freeze_time("2026-04-01 04:00:00")
    def test_households_are_found_by_their_class(self):
        contracts = self.env["gas.contract"]
        ours = [("id", "in", (self.household + self.other).ids)]
        for classes, found in (
            (["B"], self.household),
            (["C", "D"], contracts),
            (["A"], self.other),
            (["A", "B"], self.household + self.other),
        ):
            with self.subTest(classes=classes):
                domain = [*ours, ("credit_class", "in", classes)]
                self.assertEqual(contracts.search(domain), found)
