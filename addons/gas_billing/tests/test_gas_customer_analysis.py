from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import BillingCase


@tagged("post_install", "-at_install")
class TestGasCustomerAnalysis(BillingCase):
    """A07: what a customer uses, is billed and pays, and how late."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.household, cls.other = cls.make_household(), cls.make_household()
        cls.february = cls.bill((cls.household, 30), month=date(2026, 2, 1))
        cls.march = cls.bill((cls.household, 60), (cls.other, 10))

    def _measures(self, household, *groupby):
        self.env["gas.customer.analysis"].invalidate_model()
        return self.env["gas.customer.analysis"]._read_group(
            [("contract_id", "=", household.id)],
            groupby,
            [f"{name}:sum" for name in ("volume_m3", "billed", "paid")]
            + ["bill_count:sum", "late_count:sum"],
        )

    def test_figures_are_those_of_readings_and_ledger(self):
        with freeze_time("2026-03-30 04:00:00"):  # the day the first is due
            self.assertEqual(self._measures(self.household), [(60.0, 184.2, 0.0, 2, 0)])
            self.assertEqual(self._measures(self.other)[0][0], 10.0)

    def test_paid_in_time_and_paid_late(self):
        register = self.env["account.payment.register"]
        moves = self.household.bill_ids.move_id.sorted("invoice_date_due")
        for move, day in zip(moves, ("2026-03-30", "2026-05-02"), strict=True):
            with freeze_time(f"{day} 04:00:00"):
                register.with_context(
                    active_model="account.move", active_ids=move.ids
                ).create({}).action_create_payments()
        with freeze_time("2026-05-03 04:00:00"):
            self.assertEqual(
                self._measures(self.household), [(60.0, 184.2, 184.2, 2, 1)]
            )

    def test_open_after_its_day_counts_as_late(self):
        with freeze_time("2026-03-31 04:00:00"):
            self.assertEqual(self._measures(self.household)[0][-1], 1)

    def test_years_before_the_first_reading_taken_over_are_no_month(self):
        old = self.make_household(opening_date=date(2026, 3, 1))
        old.installation_ids.date_start = date(2020, 1, 1)
        for day, index in ((date(2026, 2, 20), 900), (date(2026, 3, 20), 912)):
            self.read_and_review(old, day, index)
        self.assertEqual(
            old.reading_ids.sorted("date").mapped("volume_m3"), [900.0, 12.0]
        )
        self.assertEqual(self._measures(old)[0][0], 12.0)

    def test_button_of_the_household_shows_this_household(self):
        action = self.household.action_open_analysis()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found.contract_id, self.household)

    def test_found_by_number_and_by_customer(self):
        for text in (self.household.name, self.household.partner_id.name):
            found = self.env["gas.customer.analysis"].search(
                [("any_text", "ilike", text)]
            )
            self.assertEqual(found.contract_id, self.household)

    def test_stations_are_kept_apart(self):
        for role in ("agent", "finance", "station_head", "manager"):
            ours, theirs = self.role(role, self.east), self.role(role, self.west)
            with self.subTest(role=role):
                rows = self.env["gas.customer.analysis"]
                domain = [("contract_id", "=", self.household.id)]
                self.assertTrue(rows.with_user(ours).search(domain))
                self.assertFalse(rows.with_user(theirs).search(domain))
                with self.assertRaises(AccessError):
                    rows.with_user(ours).search(domain)[:1].unlink()
