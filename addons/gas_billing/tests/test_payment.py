import doctest
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..report import gas_bill_document
from ..tools import capital_yuan
from .common import BillingCase


@tagged("post_install", "-at_install")
class TestPayment(BillingCase):
    """B23, B26, B38, B44: Odoo's own payments; credit stays and is used first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.household = cls.make_household()
        cls.cash = cls.env["account.journal"].search(
            [("type", "=", "cash"), ("company_id", "=", cls.env.company.id)], limit=1
        )

    def _wizard(self, action, **vals):
        wizard = self.env["account.payment.register"].with_user(self.cashier)
        return wizard.with_context(**action["context"]).create(vals)

    def _pay(self, action, amount=None, journal=None):
        wizard = self._wizard(action, journal_id=(journal or self.cash).id)
        if amount:
            wizard.amount = amount
        return wizard.action_create_payments()

    def test_cashier_takes_cash_with_odoos_wizard(self):
        (bill,) = self.bill((self.household, 30))
        self._pay(bill.with_user(self.cashier).action_pay())
        self.assertEqual(bill.payment_state, "paid")
        self.assertEqual(self.household.amount_due, 0)

    def test_form_that_is_pressed_twice_takes_once(self):
        (bill,) = self.bill((self.household, 30))
        action = bill.with_user(self.cashier).action_pay()
        first, second = (self._wizard(action, journal_id=self.cash.id) for _n in "12")
        first.amount = second.amount = 50
        first.action_create_payments()
        with self.assertRaises(UserError):
            first.action_create_payments()
        self.assertEqual(bill.amount_residual, 42.10)
        second.amount = 42.10
        second.action_create_payments()
        with self.assertRaises(UserError):
            self._wizard(action, journal_id=self.cash.id).action_create_payments()
        self.assertEqual(len(bill.move_id.reconciled_payment_ids), 2)

    def test_cashier_keeps_no_books(self):
        """He takes what households owe: no credit note, no entry, no draft."""
        (bill,) = self.bill((self.household, 30))
        self._pay(bill.with_user(self.cashier).action_pay(), amount=50)
        move = bill.move_id.with_user(self.cashier)
        payment = bill.move_id.reconciled_payment_ids.with_user(self.cashier)
        line = move.line_ids.filtered("gas_contract_id")
        for attempt in (
            lambda: move._reverse_moves(cancel=True),
            lambda: move.write({"state": "draft"}),
            lambda: move.button_draft(),
            lambda: move.button_cancel(),
            lambda: move.copy(),
            lambda: payment.write({"amount": 0.01}),
            lambda: payment.action_draft(),
            lambda: payment.action_cancel(),
            lambda: payment.copy(),
            lambda: line.write({"gas_contract_id": self.make_household().id}),
            lambda: line.remove_move_reconcile(),
            lambda: (
                self.env["account.move.reversal"]
                .with_user(self.cashier)
                .create({"journal_id": move.journal_id.id, "move_ids": move.ids})
            ),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                attempt()
        self.env.invalidate_all()
        self.assertEqual((bill.state, bill.amount_residual), ("posted", 42.10))

    def test_cashier_pays_no_bill_of_another_kind(self):
        vendor = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.household.partner_id.id,
                "invoice_date": date(2026, 3, 1),
                "invoice_line_ids": [(0, 0, {"name": "x", "price_unit": 5})],
            }
        )
        vendor.action_post()
        action = vendor.with_user(self.cashier).action_register_payment()
        wizard = self._wizard(action, journal_id=self.cash.id)
        with self.assertRaises(AccessError):
            wizard.action_create_payments()
        self.assertEqual(vendor.payment_state, "not_paid")

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

    # At the counter

    def test_cashier_is_proposed_cash_and_finance_what_odoo_proposes(self):
        (bill,) = self.bill((self.household, 30))
        action = bill.with_user(self.cashier).action_pay()
        self.assertRecordValues(
            self._wizard(action),
            [
                {
                    "journal_id": self.cash.id,
                    "amount": 92.10,
                    "gas_contract_id": self.household.id,
                    "gas_left": 0,
                    "gas_credit": 0,
                }
            ],
        )
        action = bill.with_user(self.finance).action_pay()
        self.assertNotIn("default_journal_id", action["context"])

    def test_wizard_says_what_is_left_or_stays(self):
        (bill,) = self.bill((self.household, 30))
        action = bill.with_user(self.cashier).action_pay()
        wizard = self._wizard(action, amount=50)
        self.assertEqual((wizard.gas_left, wizard.gas_credit), (42.10, 0))
        wizard = self._wizard(action, amount=100)
        self.assertEqual((wizard.gas_left, wizard.gas_credit), (0, 7.90))

    def test_cashier_goes_back_to_where_he_came_from(self):
        (bill,) = self.bill((self.household, 30))
        done = self._wizard(bill.with_user(self.cashier).action_pay()).action_take()
        self.assertEqual(bill.payment_status, "paid")
        self.assertEqual(done["tag"], "display_notification")
        self.assertIn("92.10", done["params"]["message"])
        self.assertIn(self.household.name, done["params"]["message"])
        self.assertEqual(done["params"]["next"]["type"], "ir.actions.act_window_close")

    def test_receipt_tells_what_was_paid_for(self):
        """B13: no payment without a receipt, in Chinese, with the amount in words."""
        self.household.partner_id.lang = "zh_CN"
        first = self.bill((self.household, 30), month=date(2026, 2, 1))
        second = self.bill((self.household, 60)) - first
        wizard = self._wizard(
            self.household.with_user(self.cashier).action_pay(), amount=100
        )
        printing = wizard.action_take_and_print()["params"]["next"]
        self.assertEqual(printing["report_name"], "gas_billing.gas_receipt_document")
        self.assertTrue(printing["close_on_report_download"])
        payment = second.move_id.reconciled_payment_ids
        again = second.with_user(self.cashier).action_print_receipt()
        self.assertEqual(again["context"]["active_ids"], payment.ids)
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.cashier)
            ._render_qweb_html("gas_billing.gas_receipt_document", payment.ids)
        )
        text = html.decode()
        for words in (
            "燃气费收款收据",
            self.household.name,
            first.move_id.name,
            ">92.10<",
            ">7.90<",
            ">84.20<",
            "壹佰元整",
            payment.name,
        ):
            self.assertIn(words, text)

    def test_receipt_tells_what_stays_as_credit(self):
        self.household.partner_id.lang = "zh_CN"
        (bill,) = self.bill((self.household, 30))
        self._pay(bill.with_user(self.cashier).action_pay(), amount=150)
        payment = bill.move_id.reconciled_payment_ids
        partials, credit = payment._gas_settled()
        self.assertEqual((partials.amount, credit), (92.10, 57.90))

    def test_unpaid_bill_has_no_receipt(self):
        (bill,) = self.bill((self.household, 30))
        with self.assertRaises(UserError):
            bill.with_user(self.cashier).action_print_receipt()

    def test_amounts_are_written_as_on_chinese_receipts(self):
        for module in (capital_yuan, gas_bill_document):
            outcome = doctest.testmod(module)
            self.assertTrue(outcome.attempted)
            self.assertFalse(outcome.failed)

    def test_reader_takes_no_money(self):
        (bill,) = self.bill((self.household, 30))
        with self.assertRaises(AccessError):
            self.env["account.payment.register"].with_user(self.reader).create({})
        self.assertEqual(bill.payment_state, "not_paid")
