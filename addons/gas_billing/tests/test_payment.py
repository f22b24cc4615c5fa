from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import BillingCase


@tagged("post_install", "-at_install")
class TestPayment(BillingCase):
    """B26, B38, B44: Odoo's own payments; credit stays and is used first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.household = cls.make_household()
        cls.cash = cls.env["account.journal"].search(
            [("type", "=", "cash"), ("company_id", "=", cls.env.company.id)], limit=1
        )

    def _pay(self, action, amount=None, journal=None):
        wizard = (
            self.env["account.payment.register"]
            .with_user(self.cashier)
            .with_context(**action["context"])
            .create({"journal_id": (journal or self.cash).id})
        )
        if amount:
            wizard.amount = amount
        return wizard.action_create_payments()

    def test_cashier_takes_cash_with_odoos_wizard(self):
        (bill,) = self.bill((self.household, 30))
        self._pay(bill.with_user(self.cashier).action_pay())
        self.assertEqual(bill.payment_state, "paid")
        self.assertEqual(self.household.amount_due, 0)

    def test_part_payment_leaves_the_rest(self):
        (bill,) = self.bill((self.household, 30))
        self._pay(bill.with_user(self.cashier).action_pay(), amount=50)
        self.assertEqual(bill.payment_state, "partial")
        self.household.invalidate_recordset()
        self.assertEqual(self.household.amount_due, 42.10)

    def test_too_much_stays_as_credit_and_is_used_first(self):
        (bill,) = self.bill((self.household, 30), month=date(2026, 2, 1))
        self._pay(bill.with_user(self.cashier).action_pay(), amount=150)
        self.household.invalidate_recordset()
        self.assertEqual(
            (self.household.amount_due, self.household.amount_credit), (0, 57.90)
        )
        second = self.bill((self.household, 50)) - bill
        self.household.invalidate_recordset()
        # 61.40 − 57.90: the credit went into the new bill by itself.
        self.assertEqual(second.amount_residual, 3.50)
        self.assertEqual(
            (self.household.amount_due, self.household.amount_credit), (3.50, 0)
        )

    def test_credit_larger_than_the_bill_goes_on_to_the_next(self):
        (bill,) = self.bill((self.household, 30), month=date(2026, 2, 1))
        self._pay(bill.with_user(self.cashier).action_pay(), amount=250)
        self.bill((self.household, 50), month=date(2026, 3, 1))
        third = self.bill((self.household, 100), month=date(2026, 4, 1))
        self.household.invalidate_recordset()
        # 250 − 92.10 − 61.40 = 96.50 against 153.50
        self.assertEqual(third.amount_residual, 57.0)
        self.assertEqual(self.household.amount_due, 57.0)

    def test_credit_of_one_household_is_not_anothers(self):
        other = self.make_household(customer=self.household.partner_id)
        (bill,) = self.bill((self.household, 30), month=date(2026, 2, 1))
        self._pay(bill.with_user(self.cashier).action_pay(), amount=150)
        second = self.bill((other, 50))
        self.assertEqual(second.amount_residual, second.amount_total)
        self.household.invalidate_recordset()
        self.assertEqual(self.household.amount_credit, 57.90)

    def test_oldest_debt_is_settled_first(self):
        self.bill((self.household, 30), month=date(2026, 2, 1))
        self.bill((self.household, 60), month=date(2026, 3, 1))
        old, new = self.household.bill_ids.sorted("period_end")
        self._pay(self.household.with_user(self.cashier).action_pay(), amount=100)
        # One payment for both: the older bill is settled, the rest goes to the newer.
        self.assertEqual(old.amount_residual, 0)
        self.assertEqual(new.amount_residual, 84.20)

    def test_debts_of_a_list_are_read_in_one_query(self):
        households = self.household + self.make_household() + self.make_household()
        self.bill(*[(household, 30) for household in households])
        self.env.flush_all()
        self.env.invalidate_all()
        households.mapped("company_id.currency_id")
        with self.assertQueryCount(2):
            due = households.mapped("amount_due")
        self.assertEqual(due, [92.10] * 3)

    def test_reader_takes_no_money(self):
        (bill,) = self.bill((self.household, 30))
        with self.assertRaises(AccessError):
            self.env["account.payment.register"].with_user(self.reader).create({})
        self.assertEqual(bill.payment_state, "not_paid")
