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
            bills.tariff_snapshot_id.sudo().write({"definition": {}})

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

    def test_notice_is_printed_in_chinese(self):
        """B12: 燃气收费通知单."""
        self.household.partner_id.lang = "zh_CN"
        (bill,) = self.bill((self.household, 100))
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "gas_billing.gas_bill_document", bill.ids
        )
        text = html.decode()
        for words in ("燃气收费通知单", bill.contract_id.name, "307.00", "第1阶梯"):
            self.assertIn(words, text)
