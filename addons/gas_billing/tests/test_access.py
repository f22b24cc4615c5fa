from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import BillingCase


@tagged("post_install", "-at_install")
class TestAccess(BillingCase):
    """G01: readings, bills and sums of other stations are out of sight."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.household = cls.make_household()
        cls.bills = cls.bill((cls.household, 30))

    def _records(self):
        campaign = self.bills.campaign_id
        return (
            self.household.reading_ids,
            self.bills,
            self.bills.line_ids,
            self.bills.move_id,
            campaign,
            campaign.summary_ids,
            self.route,
        )

    def test_stations_are_kept_apart(self):
        for role in (
            "reader",
            "cashier",
            "billing",
            "finance",
            "station_head",
            "manager",
        ):
            ours, theirs = self.role(role, self.east), self.role(role, self.west)
            for records in self._records():
                if records._name == "account.move" and role in (
                    "reader",
                    "station_head",
                    "manager",
                ):
                    continue  # no access to the ledger at all
                with self.subTest(role=role, model=records._name):
                    self.assertTrue(records.with_user(ours).has_access("read"))
                    self.assertFalse(records.with_user(theirs).has_access("read"))
                    model = self.env[records._name].with_user(theirs)
                    self.assertFalse(model.search([("id", "in", records.ids)]))

    def test_calculation_and_state_of_a_bill_are_not_for_writing(self):
        for role in ("agent", "reader", "cashier", "station_head"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.bills.with_user(self.role(role)).write({"amount_total": 1})
        with self.assertRaises(AccessError):
            self.bills.with_user(self.clerk).unlink()
        with self.assertRaises(AccessError):
            self.bills.with_user(self.clerk).write({"amount_total": 1})
        self.assertEqual(self.bills.amount_total, 92.10)

    def test_bills_come_from_campaigns_only(self):
        for role in ("billing", "finance", "administrator"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.env["gas.bill"].with_user(self.role(role)).create(
                    {
                        "campaign_id": self.bills.campaign_id.id,
                        "contract_id": self.household.id,
                        "partner_id": self.household.partner_id.id,
                        "station_id": self.east.id,
                        "company_id": self.env.company.id,
                        "period_start": date(2026, 1, 1),
                        "period_end": date(2026, 2, 1),
                    }
                )
