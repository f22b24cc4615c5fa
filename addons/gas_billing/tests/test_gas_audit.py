from datetime import date

from odoo.tests import tagged

from odoo.addons.gas_customer.tests.audit import AuditCase

from .common import BillingCase


@tagged("post_install", "-at_install")
class TestGasAuditBilling(AuditCase, BillingCase):
    """G04: each rule of gas and money is seen to find what breaks it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.household = cls.make_household()
        cls.first = cls.bill((cls.household, 30))
        cls.second = cls.bill((cls.household, 70), month=date(2026, 4, 1))
        cls.reading = cls.second.reading_ids

    def test_nothing_is_wrong_with_what_was_billed(self):
        self.assertEqual(self.env["gas.audit"]._broken(), {})

    def test_reading_that_goes_on_from_another(self):
        self.assertBroken("reading_chain", self.reading, "previous_index_m3 = 29")

    def test_reading_of_another_volume(self):
        self.assertBroken("reading_volume", self.reading, "volume_m3 = 39")
        self.assertIn(("gas.bill", self.second.id), self.offenders("bill_volume"))

    def test_reading_that_was_skipped(self):
        self.assertBroken("reading_skipped", self.first.reading_ids, "bill_id = NULL")

    def test_steps_that_begin_anew(self):
        self.assertNotIn(
            ("gas.bill", self.second.id), self.offenders("bill_accumulator")
        )
        self.break_fact(
            "UPDATE gas_bill SET cycle_volume_m3 = 31 WHERE id = %s", self.first.id
        )
        self.assertFound("bill_accumulator", self.second)

    def test_household_that_no_campaign_bills(self):
        self.assertNotIn(
            ("gas.contract", self.household.id), self.offenders("household_unrouted")
        )
        self.route.active = False
        self.env.flush_all()
        self.assertFound("household_unrouted", self.household)

    def test_bill_and_invoice_that_differ(self):
        self.assertBroken("bill_invoice", self.second, "amount_total = 1")

    def test_tax_that_differs(self):
        self.assertBroken("bill_tax", self.second, "amount_tax = 1")

    def test_amount_that_is_not_what_was_computed(self):
        self.assertBroken(
            "bill_frozen",
            self.second,
            "calculation = jsonb_set(calculation, '{rating,total}', '\"0.01\"')",
        )

    def test_receivable_of_another_household(self):
        other = self.make_household()
        line = self.second.move_id.line_ids.filtered("gas_contract_id")
        self.assertNotIn(
            ("gas.contract", self.household.id), self.offenders("household_receivable")
        )
        self.break_fact(
            "UPDATE account_move_line SET gas_contract_id = %s WHERE id = %s",
            other.id,
            line.id,
        )
        self.assertFound("household_receivable", self.household)

    def test_payment_without_an_entry(self):
        batch = self.env["gas.payment.batch"].create(
            {
                "name": "x",
                "journal_id": self.env["account.journal"]
                .search([("type", "=", "bank")], limit=1)
                .id,
                "line_ids": [
                    (0, 0, {"contract_id": self.household.id, "amount": 5}),
                ],
            }
        )
        self.assertBroken("payment_line", batch.line_ids, "state = 'posted'")

    def test_number_that_is_missing(self):
        journal = self.second.move_id.journal_id
        self.assertNotIn(("account.journal", journal.id), self.offenders("move_number"))
        self.break_fact(
            "UPDATE account_move SET sequence_number = sequence_number + 5"
            " WHERE id = %s",
            self.second.move_id.id,
        )
        self.assertFound("move_number", journal)

    def test_who_entered_has_reviewed(self):
        self.break_fact(
            "ALTER TABLE gas_meter_reading DROP CONSTRAINT gas_meter_reading_four_eyes"
        )
        self.assertBroken("four_eyes", self.reading, "reviewed_by_id = entered_by_id")
