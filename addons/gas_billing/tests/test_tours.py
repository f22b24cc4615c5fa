import os
from datetime import date
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import BillingCase


@tagged("post_install", "-at_install")
class TestTours(HttpCase, BillingCase):
    """C35, A26, B05: in Chromium, in Chinese, as the people who do it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.household = cls.make_household()
        cls.household.partner_id.phone = "19000998877"

    def _tour(self, action, tour, user):
        user.lang = "zh_CN"
        self.start_tour(f"/odoo/action-{action}", tour, login=user.login)

    def test_agent_finds_a_household_by_phone_and_sees_its_debt(self):
        self.bill((self.household, 30))
        agent = self.role("agent", self.east)
        self._tour("gas_customer.gas_contract_action", "gas_household_by_phone", agent)

    def test_clerk_reviews_readings(self):
        clerk = self.role("billing", self.east)
        good = self.enter(self.household, date(2026, 2, 20), 20)
        odd = self.enter(self.make_household(), date(2026, 2, 20), 900)
        self._tour(
            "gas_billing.gas_meter_reading_action_review", "gas_review_readings", clerk
        )
        self.assertRecordValues(
            good + odd,
            [
                {"state": "reviewed", "handling": False},
                {"state": "reviewed", "handling": "photo"},
            ],
        )

    def test_clerk_bills_a_month(self):
        """B19: an empty form becomes a rated and approved campaign."""
        today = fields.Date.today()
        clerk = self.role("billing", self.east)
        self.read_and_review(self.household, today, 30)
        with patch.dict(os.environ, {"QUEUE_JOB__NO_DELAY": "1"}):
            self._tour("gas_billing.gas_billing_campaign_action", "gas_campaign", clerk)
        campaign = self.env["gas.billing.campaign"].search([], limit=1, order="id desc")
        self.assertRecordValues(
            campaign,
            [
                {
                    "station_id": self.east.id,
                    "month": today.replace(day=1),
                    "state": "approved",
                    "amount_total": 92.10,
                    "create_uid": clerk.id,
                }
            ],
        )

    def test_cashier_takes_cash_from_the_list_of_arrears(self):
        """B26, B36: found by phone, paid in cash, gone from the list."""
        (bill,) = self.bill((self.household, 30))
        cashier = self.role("cashier", self.east)
        self._tour("gas_billing.gas_arrears_action", "gas_cashier_takes_cash", cashier)
        self.assertRecordValues(
            bill.move_id.reconciled_payment_ids,
            [{"amount": 92.10, "create_uid": cashier.id}],
        )
        self.assertEqual(bill.move_id.reconciled_payment_ids.journal_id.type, "cash")
        self.assertEqual(bill.payment_status, "paid")
