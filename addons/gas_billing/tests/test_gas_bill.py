from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import BillingCase


@tagged("post_install", "-at_install")
class TestGasBill(BillingCase):
    """B43: a bill explains itself and is computed again to the fen, for ever."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.household = cls.make_household()

    def test_frozen_inputs_give_the_posted_amount_after_the_tariff_changed(self):
        (bill,) = self.bill((self.household, 100))
        self.env["gas.tariff.version"].with_user(self.finance).create(
            {
                "tariff_id": self.tariffs["resident"].id,
                "valid_from": date(2026, 2, 1),
                "tier_ids": [(0, 0, {"price": 9.99})],
            }
        ).with_user(self.role("finance")).action_approve()
        self.household.write({"household_size": 9})
        bill.invalidate_recordset()
        again = bill._recompute_frozen()
        self.assertEqual(again, bill.calculation["rating"])
        self.assertEqual(again["total"], "307.00")
        self.assertEqual(bill.action_recompute()["params"]["type"], "success")

    def test_a_doctored_calculation_is_noticed(self):
        (bill,) = self.bill((self.household, 100))
        calculation = dict(bill.calculation)
        calculation["usage"] = {**calculation["usage"], "volume": "90"}
        bill.sudo().calculation = calculation
        self.assertEqual(bill.action_recompute()["params"]["type"], "danger")

    def test_bills_share_the_frozen_tariff(self):
        other = self.make_household()
        bills = self.bill((self.household, 10), (other, 20))
        self.assertEqual(len(bills.tariff_snapshot_id), 1)
        with self.assertRaises(UserError):
            bills.tariff_snapshot_id.sudo().write({"content": {}})

    def test_lines_tell_the_whole_ladder(self):
        """B15: each step with its bounds, what was used before and its price."""
        self.bill((self.household, 300), month=date(2026, 2, 1))
        bill = self.bill((self.household, 430))[-1:]
        self.assertRecordValues(
            bill.line_ids,
            [
                {
                    "tier": 1,
                    "lower_m3": 0,
                    "upper_m3": 360,
                    "volume_m3": 60,
                    "price": 3.07,
                    "amount": 184.2,
                    "used_before_m3": 300,
                },
                {
                    "tier": 2,
                    "lower_m3": 360,
                    "upper_m3": 600,
                    "volume_m3": 70,
                    "price": 3.68,
                    "amount": 257.6,
                    "used_before_m3": 360,
                },
                {
                    "tier": 3,
                    "lower_m3": 600,
                    "upper_m3": 0,
                    "volume_m3": 0,
                    "price": 4.61,
                    "amount": 0,
                    "used_before_m3": 430,
                },
            ],
        )

    def test_cancelled_bill_gives_readings_and_steps_back(self):
        """B22 in part: credit note, readings free, the accumulator restored."""
        first = self.bill((self.household, 300), month=date(2026, 2, 1))
        second = self.bill((self.household, 400))
        with self.assertRaises(UserError) as caught:
            first.with_user(self.finance).action_cancel()
        self.assertIn(second.name, str(caught.exception))
        second.with_user(self.finance).action_cancel()
        self.assertEqual(second.state, "cancelled")
        self.assertEqual(second.move_id.payment_state, "reversed")
        self.assertEqual(self.household.amount_due, 921.0)
        reading = self.household.reading_ids[0]
        self.assertFalse(reading.bill_id)
        reading.with_user(self.clerk).action_take_back()
        reading.with_user(self.reader).index_m3 = 330
        reading.with_user(self.clerk).action_review()
        campaign = self.make_campaign()
        campaign.action_rate()
        self.assertEqual(
            campaign.bill_ids.filtered(lambda b: b.state == "rated").amount_total, 92.10
        )

    def test_paid_bill_is_not_cancelled(self):
        (bill,) = self.bill((self.household, 100))
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.move_id.ids
        )
        wizard.create({"amount": 7.0}).action_create_payments()
        with self.assertRaises(UserError):
            bill.with_user(self.finance).action_cancel()
        self.assertEqual(bill.state, "posted")

    def test_clerk_does_not_cancel(self):
        (bill,) = self.bill((self.household, 100))
        with self.assertRaises(AccessError):
            bill.with_user(self.clerk).action_cancel()
        self.assertEqual(bill.state, "posted")

    def test_billed_reading_is_fixed(self):
        (bill,) = self.bill((self.household, 100))
        with self.assertRaises(UserError) as caught:
            bill.reading_ids.with_user(self.clerk).action_take_back()
        self.assertIn(bill.name, str(caught.exception))
        with self.assertRaises(UserError):
            bill.reading_ids.sudo().unlink()

    def _credit(self, move, amount=None):
        """Credit an invoice as finance does: with Odoo's own wizard."""
        wizard = (
            self.env["account.move.reversal"]
            .with_user(self.finance)
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"journal_id": move.journal_id.id})
        )
        wizard.refund_moves()
        note = wizard.new_move_ids
        if amount:
            note.invoice_line_ids.write({"quantity": 1, "price_unit": amount})
        note.action_post()
        receivable = (move + note).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        receivable.filtered(lambda line: not line.reconciled).reconcile()
        return note

    def test_bill_tells_of_a_credit_note_and_is_cancelled_without_a_second(self):
        (bill,) = self.bill((self.household, 100))
        self.assertEqual(bill.payment_status, "open")
        note = self._credit(bill.move_id)
        self.assertEqual(note.gas_contract_id, self.household)
        self.assertRecordValues(
            bill,
            [{"state": "posted", "payment_status": "credited", "amount_residual": 0}],
        )
        bill.with_user(self.finance).action_cancel()
        self.assertEqual(bill.state, "cancelled")
        self.assertFalse(self.household.reading_ids.bill_id)
        self.assertEqual(bill.move_id.reversal_move_ids, note)
        self.assertEqual(self.household.amount_due, 0)

    def test_part_credited_bill_says_what_is_left_and_is_not_cancelled(self):
        (bill,) = self.bill((self.household, 100))
        self._credit(bill.move_id, 7.0)
        self.assertRecordValues(
            bill, [{"payment_status": "partial", "amount_residual": 300.0}]
        )
        with self.assertRaises(UserError):
            bill.with_user(self.finance).action_cancel()
        self.assertEqual(bill.state, "posted")

    def test_invoice_is_neither_cancelled_nor_deleted_without_its_bill(self):
        (bill,) = self.bill((self.household, 100))
        move = bill.move_id.with_user(self.finance)
        for refused in (move.button_cancel, move.unlink):
            with self.subTest(refused.__name__), self.assertRaises(UserError):
                refused()
        self.assertRecordValues(bill, [{"state": "posted", "payment_status": "open"}])
        self.assertEqual(move.state, "posted")

    def test_invoice_goes_to_draft_only_with_its_bill(self):
        (bill,) = self.bill((self.household, 100))
        with self.assertRaises(UserError) as caught:
            bill.move_id.with_user(self.finance).button_draft()
        self.assertIn(bill.name, str(caught.exception))
        self.assertEqual(bill.move_id.state, "posted")

    def test_posted_bill_is_not_deleted(self):
        (bill,) = self.bill((self.household, 100))
        with self.assertRaises(UserError):
            bill.sudo().unlink()

    # How it was calculated, in words (B12, B15)

    def test_bill_names_its_notice_its_cycle_and_its_tax(self):
        self.bill((self.household, 300), month=date(2026, 2, 1))
        bill = self.bill((self.household, 430))[-1:]
        self.assertEqual(
            bill.price_notice, "南发改规〔2025〕4号 (in force since 11/01/2025)"
        )
        self.assertEqual(
            bill.explanation.splitlines(),
            [
                "Counted since 01/01/2026: 300 m³ before this bill, 430 m³ with it.",
                "Prices include 9% VAT: 405.32 yuan net, 36.48 yuan VAT.",
            ],
        )
        self.assertRecordValues(
            bill.line_ids,
            [
                {"name": "Gas, step 1", "bounds": "0–360"},
                {"name": "Gas, step 2", "bounds": "360–600"},
                {"name": "Gas, step 3", "bounds": "above 600"},
            ],
        )

    def test_bill_tells_of_the_allowance(self):
        household = self.make_household(tariff="resident_low_income")
        (bill,) = self.bill((household, 100))
        self.assertEqual(
            bill.line_ids.mapped("name")[:2], ["Gas, allowance", "Gas, step 1"]
        )
        self.assertFalse(bill.line_ids[0].bounds)
        self.assertIn("3 m³ a month cost 0 yuan/m³.", bill.explanation)

    def test_bill_tells_of_the_large_household(self):
        tariffs = self.load_tariffs("shanghai", "S-")
        tariffs.version_ids.with_user(self.finance).action_approve()
        resident = tariffs.filtered(lambda tariff: tariff.code == "S-resident")
        household = self.make_household(tariff_id=resident.id, household_size=6)
        (bill,) = self.bill((household, 100))
        self.assertIn(
            "Household of 6 people: the bounds of the steps are 150 / 150 m³ higher.",
            bill.explanation.splitlines(),
        )
        self.assertEqual(
            bill.line_ids.mapped("bounds"), ["0–460", "460–670", "above 670"]
        )

    def test_lines_of_several_spans_say_their_days(self):
        self.env["gas.tariff.version"].with_user(self.finance).create(
            {
                "tariff_id": self.tariffs["resident"].id,
                "valid_from": date(2026, 3, 1),
                "tier_ids": [(0, 0, {"price": 9.99})],
            }
        ).with_user(self.role("finance")).action_approve()
        (bill,) = self.bill((self.household, 100))
        self.assertEqual(bill.line_ids[0].name, "Gas, step 1 2026-01-01 – 2026-03-01")
        self.assertIn("The rule changed on 03/01/2026", bill.explanation)
        printed = bill._printed_lines()
        self.assertEqual(sum(printed.mapped("amount")), bill.amount_total)
        self.assertTrue(all(printed.mapped("volume_m3")))

    # The printed notice

    def _printed(self, report, records):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            report, records.ids
        )
        return html.decode()

    def test_notice_is_printed_in_chinese(self):
        """B12: 燃气收费通知单, with the steps, the notice and what is left to pay."""
        self.household.partner_id.lang = "zh_CN"
        (bill,) = self.bill((self.household, 100))
        text = self._printed("gas_billing.gas_bill_document", bill)
        for words in (
            "燃气收费通知单",
            bill.contract_id.name,
            "307.00",
            "第1阶梯",
            "360–600",
            "600以上",
            "南发改规〔2025〕4号",
            "实抄",
            "2026/04/30",
        ):
            self.assertIn(words, text)

    def test_notices_of_many_households_are_one_document(self):
        """wkhtmltopdf without patches refuses several documents at once."""
        bills = self.bill((self.household, 100), (self.make_household(), 0))
        text = self._printed("gas_billing.gas_bill_document", bills)
        self.assertEqual(text.count('class="article'), 1)
        self.assertEqual(text.count('class="gas_page"'), 2)
        zero = bills.filtered(lambda bill: not bill.amount_total)
        self.assertIn("0 m³ with it", zero.explanation)
        self.assertNotIn("VAT", zero.explanation)
        self.assertEqual(zero.payment_status, "paid")

    def test_notice_tells_of_credit_and_of_other_debts(self):
        self.household.partner_id.lang = "zh_CN"
        self.bill((self.household, 30), month=date(2026, 2, 1))
        bill = self.bill((self.household, 60))[-1:]
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.move_id.ids
        )
        wizard.create({"amount": 50.0}).action_create_payments()
        text = self._printed("gas_billing.gas_bill_document", bill)
        for words in ("已缴或预存抵扣", ">50.00<", "其他账单欠费", ">92.10<", "42.10"):
            self.assertIn(words, text)
