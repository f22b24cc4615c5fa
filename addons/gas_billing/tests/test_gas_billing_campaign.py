from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import BillingCase


@tagged("post_install", "-at_install")
class TestGasBillingCampaign(BillingCase):
    """B12, B19–B21, B26, B38: a month from readings to posted invoices, with gates."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.small = cls.make_household()
        cls.large = cls.make_household()
        cls.shop = cls.make_household(
            tariff="commercial", user_class="commercial", agreed_price=4.5
        )

    def _read_all(self):
        for household, index in ((self.small, 30), (self.large, 380), (self.shop, 100)):
            self.read_and_review(household, date(2026, 3, 20), index)

    def test_clerk_creates_a_campaign_in_the_form(self):
        campaigns = self.env["gas.billing.campaign"].with_user(self.clerk)
        with Form(campaigns) as form:
            form.station_id = self.east
            form.month = date(2026, 3, 1)
        self.assertEqual(form.record.name, "East 2026-03")

    def test_month_goes_step_by_step(self):
        self._read_all()
        campaign = self.make_campaign()
        self.assertRecordValues(
            campaign,
            [
                {
                    "expected_count": 3,
                    "missing_count": 0,
                    "unreviewed_count": 0,
                    "reading_until": date(2026, 3, 31),
                    "due_date": date(2026, 4, 30),
                    "state": "reading",
                }
            ],
        )
        campaign.action_rate()
        self.assertEqual(campaign.state, "rated")
        self.assertRecordValues(
            campaign.bill_ids.sorted("contract_id"),
            [
                {"volume_m3": 30, "amount_total": 92.10, "state": "rated"},
                {"volume_m3": 380, "amount_total": 1178.80, "state": "on_hold"},
                {"volume_m3": 100, "amount_total": 450.00, "state": "rated"},
            ],
        )
        campaign.bill_ids.filtered(lambda b: b.state == "on_hold").with_user(
            self.clerk
        )._release("photo seen")
        campaign.action_approve()
        self.assertRecordValues(
            campaign.summary_ids,
            [
                {
                    "user_class": "commercial",
                    "tier": 1,
                    "price": 4.5,
                    "volume_m3": 100,
                    "amount": 450.0,
                    "bill_count": 1,
                },
                {
                    "user_class": "resident",
                    "tier": 1,
                    "price": 3.07,
                    "volume_m3": 390,
                    "amount": 1197.3,
                    "bill_count": 2,
                },
                {
                    "user_class": "resident",
                    "tier": 2,
                    "price": 3.68,
                    "volume_m3": 20,
                    "amount": 73.6,
                    "bill_count": 1,
                },
            ],
        )
        campaign.action_post()
        self.assertEqual(campaign.state, "posted")
        self.assertEqual(campaign.amount_total, 1720.90)
        moves = campaign.bill_ids.move_id
        self.assertAlmostEqual(sum(moves.mapped("amount_total")), 1720.90)
        self.assertEqual(set(moves.mapped("state")), {"posted"})
        campaign.action_deliver()
        self.assertEqual(campaign.state, "delivered")
        self.assertTrue(all(campaign.bill_ids.mapped("delivered_on")))

    def test_sums_name_what_they_are_of(self):
        poor = self.make_household(tariff="resident_low_income")
        self.read_and_review(poor, date(2026, 3, 20), 30)
        campaign = self.make_campaign(missing_reason="-")
        campaign.action_rate()
        campaign.invalidate_recordset()  # in the order of the screen
        self.assertRecordValues(
            campaign.summary_ids,
            [
                {"name": "Step 1", "price": 3.07, "volume_m3": 24, "amount": 73.68},
                {"name": "Allowance", "price": 0, "volume_m3": 6, "amount": 0},
            ],
        )

    def test_nobody_is_overdue_on_the_day_of_posting(self):
        """B38: posted late, the days to pay count from the posting."""
        self._read_all()
        campaign = self.make_campaign()
        self.assertEqual(campaign.due_date, date(2026, 4, 30))
        campaign.action_rate()
        campaign.action_approve()
        with freeze_time("2026-05-12"):
            campaign.action_post()
        self.assertEqual(campaign.due_date, date(2026, 6, 11))
        posted = campaign.bill_ids.move_id
        self.assertRecordValues(
            posted,
            [
                {
                    "invoice_date": date(2026, 3, 31),
                    "invoice_date_due": date(2026, 6, 11),
                }
            ]
            * 2,
        )
        on_hold = campaign.bill_ids.filtered(lambda bill: bill.state == "on_hold")
        on_hold.with_user(self.clerk)._release("photo seen")
        campaign.invalidate_recordset()
        with freeze_time("2026-05-20"):
            campaign.action_post()
        self.assertEqual(on_hold.move_id.invoice_date_due, date(2026, 6, 19))
        self.assertEqual(set(posted.mapped("invoice_date_due")), {date(2026, 6, 11)})

    def test_longer_time_to_pay_is_kept(self):
        self._read_all()
        campaign = self.make_campaign()
        campaign.due_date = date(2026, 7, 1)
        campaign.action_rate()
        campaign.action_approve()
        with freeze_time("2026-05-12"):
            campaign.action_post()
        self.assertEqual(
            set(campaign.bill_ids.move_id.mapped("invoice_date_due")),
            {date(2026, 7, 1)},
        )

    def test_invoice_is_one_an_accountant_would_make(self):
        """B38: lines by step with the price that includes VAT, 9 % tax, due date."""
        (bill,) = self.bill((self.small, 30))
        move = bill.move_id
        self.assertRecordValues(
            move,
            [
                {
                    "move_type": "out_invoice",
                    "journal_id": self.env.company.gas_journal_id.id,
                    "partner_id": self.small.partner_id.id,
                    "invoice_date": date(2026, 3, 31),
                    "invoice_date_due": date(2026, 4, 30),
                    "amount_total": 92.10,
                    "amount_untaxed": 84.50,
                    "amount_tax": 7.60,
                    "gas_contract_id": self.small.id,
                }
            ],
        )
        self.assertRecordValues(
            move.invoice_line_ids,
            [{"quantity": 30, "price_unit": 3.07, "price_total": 92.10}],
        )
        self.assertEqual(move.invoice_line_ids.tax_ids.amount, 9)
        self.assertTrue(move.invoice_line_ids.tax_ids.price_include)
        self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0)

    def test_steps_go_on_over_the_months_of_a_year(self):
        self.bill((self.large, 300), month=date(2026, 2, 1)).filtered(
            lambda b: b.state == "on_hold"
        )
        first = self.large.bill_ids
        self.assertEqual(first.amount_total, 921.00)
        second = self.bill((self.large, 400), month=date(2026, 3, 1)).filtered(
            lambda b: b.contract_id == self.large
        )
        # 60 m³ are left of the first step, 40 are in the second.
        self.assertEqual(
            second.line_ids.filtered("volume_m3").mapped("volume_m3"), [60, 40]
        )
        self.assertEqual(second.amount_total, 331.40)
        self.assertEqual(second.cycle_volume_m3, 400)
        self.assertEqual(second.period_start, first.period_end)

    def test_what_the_system_before_billed_fills_the_steps(self):
        self.small.write({"opening_date": date(2026, 2, 20), "opening_volume_m3": 350})
        history = self.read_and_review(self.small, date(2026, 2, 20), 350)
        self.assertTrue(history.billed_before)
        bill = self.bill((self.small, 370)).filtered(
            lambda b: b.contract_id == self.small
        )
        self.assertRecordValues(
            bill,
            [
                {
                    "volume_m3": 20,
                    "period_start": date(2026, 2, 20),
                    "amount_total": 67.50,
                    "cycle_volume_m3": 370,
                }
            ],
        )
        self.assertFalse(history.bill_id)

    def test_exchange_makes_two_readings_and_one_bill(self):
        """B10: the bill shows both meters."""
        point = self.small.service_point_id
        point.installation_ids.write({"date_end": date(2026, 3, 5), "index_end_m3": 12})
        final = self.small.reading_ids
        final.with_user(self.clerk).action_review()
        self.hang(self.make_meter(), point, date(2026, 3, 5), index=3)
        (bill,) = self.bill((self.small, 13)).filtered(
            lambda b: b.contract_id == self.small
        )
        self.assertEqual(bill.volume_m3, 22)
        self.assertEqual(len(bill.reading_ids.meter_id), 2)

    def test_progress_tells_speed_and_time_left(self):
        """B19: from where this run began, not from what was done before it."""
        campaign = self.make_campaign()
        begin = datetime(2026, 4, 1, 2)
        now = begin + timedelta(seconds=100)
        self.assertEqual(campaign._progress_text(250, 1250, now), "250 of 1250")
        campaign._write_as_server({"run_since": begin, "run_from": 50})
        self.assertEqual(
            campaign._progress_text(250, 1250, now),
            "250 of 1250, 2 a second, some 9 minutes left",
        )
        self.assertEqual(campaign._progress_text(50, 1250, now), "50 of 1250")

    def test_gate_waits_for_readings_and_reviews(self):
        self.enter(self.small, date(2026, 3, 20), 30)
        campaign = self.make_campaign()
        self.assertEqual((campaign.missing_count, campaign.unreviewed_count), (2, 1))
        with self.assertRaises(UserError) as caught:
            campaign.action_rate()
        self.assertIn("1 readings are not reviewed", str(caught.exception))
        self.small.reading_ids.with_user(self.clerk).action_review()
        with self.assertRaises(UserError) as caught:
            campaign.action_rate()
        self.assertIn("2 households are not read", str(caught.exception))
        self.assertFalse(campaign.bill_ids)
        campaign.missing_reason = "snow"
        campaign.action_rate()
        self.assertEqual(len(campaign.bill_ids), 1)

    def test_missing_readings_are_estimated_and_marked(self):
        """B07: the mean of the last three; not more than twice in a row."""
        for month, index in ((1, 30), (2, 60), (3, 90), (4, 120)):
            self.read_and_review(self.small, date(2026, month, 20), index)
        campaign = self.make_campaign(date(2026, 5, 1), missing_reason="-")
        self.assertEqual(campaign.missing_count, 3)
        campaign.action_estimate_missing()
        estimate = self.small.reading_ids.filtered(lambda r: r.source == "estimated")
        # 90 m³ in 90 days before, 41 days since 20 April.
        self.assertRecordValues(
            estimate,
            [
                {
                    "date": date(2026, 5, 31),
                    "index_m3": 161,
                    "volume_m3": 41,
                    "state": "entered",
                    "entered_by_id": self.clerk.id,
                }
            ],
        )
        campaign.invalidate_recordset()
        self.assertEqual(campaign.missing_count, 2)
        with self.assertRaises(UserError):
            estimate.with_user(self.clerk).action_review()
        estimate.with_user(self.finance).action_review()
        june = self.make_campaign(date(2026, 6, 1))
        june.action_estimate_missing()
        july = self.make_campaign(date(2026, 7, 1))
        july.action_estimate_missing()
        estimates = self.small.reading_ids.filtered(lambda r: r.source == "estimated")
        self.assertEqual(
            estimates.mapped("date"), [date(2026, 6, 30), date(2026, 5, 31)]
        )

    def test_estimates_cost_no_query_a_household(self):
        """B07: a whole station is estimated at once."""
        households = self.small | self.large
        for month, index in ((1, 30), (2, 60), (3, 90)):
            for household in households:
                self.read_and_review(household, date(2026, month, 20), index)
        self.env.flush_all()

        def estimate(contracts):
            self.env.invalidate_all()
            return contracts._estimates(date(2026, 4, 20))

        estimate(households)  # what is cached beyond one call
        with self.assertQueryCount(5):
            alone = estimate(self.small)
        with self.assertQueryCount(5):
            both = estimate(households)
        self.assertEqual(both, {self.small: 126, self.large: 126})
        self.assertEqual(alone, {self.small: 126})

    def test_one_bad_household_does_not_stop_the_rest(self):
        """B20, B21: put on hold with its reason, mended, rated again."""
        self._read_all()
        self.shop.tariff_id = False
        campaign = self.make_campaign()
        campaign.action_rate()
        bad = campaign.bill_ids.filtered(lambda b: b.contract_id == self.shop)
        self.assertRecordValues(
            bad, [{"state": "on_hold", "amount_total": 0, "calculation": False}]
        )
        self.assertIn("no tariff", bad.hold_reason)
        with self.assertRaises(UserError):
            bad.with_user(self.clerk)._release("as it is")
        self.shop.tariff_id = self.tariffs["commercial"]
        campaign.action_rate()
        self.assertEqual(len(campaign.bill_ids), 3)
        again = campaign.bill_ids.filtered(lambda b: b.contract_id == self.shop)
        self.assertRecordValues(again, [{"state": "rated", "amount_total": 450.0}])

    def test_tariff_without_approved_prices_is_not_used(self):
        self._read_all()
        self.tariffs["commercial"].version_ids.with_user(self.finance).action_draft()
        campaign = self.make_campaign()
        campaign.action_rate()
        bad = campaign.bill_ids.filtered(lambda b: b.contract_id == self.shop)
        self.assertEqual(bad.state, "on_hold")
        self.assertIn("no approved version", bad.hold_reason)

    def test_ledger_that_disagrees_puts_the_bill_on_hold(self):
        self._read_all()
        campaign = self.make_campaign()
        campaign.action_rate()
        campaign.action_approve()
        bill = campaign.bill_ids.filtered(lambda b: b.contract_id == self.small)
        bill.sudo().amount_total = 92.11
        campaign.action_post()
        self.assertEqual(bill.state, "on_hold")
        self.assertIn("92.10", bill.hold_reason)
        self.assertFalse(bill.move_id)
        self.assertEqual(campaign.posted_count, 1)

    def test_repeating_a_step_changes_nothing(self):
        self._read_all()
        campaign = self.make_campaign()
        campaign.action_rate()
        by_household = campaign.bill_ids.sorted("contract_id")
        before = by_household.mapped("amount_total")
        campaign.action_rate()
        by_household = campaign.bill_ids.sorted("contract_id")
        self.assertEqual(by_household.mapped("amount_total"), before)
        campaign.action_approve()
        campaign.action_post()
        moves = campaign.bill_ids.move_id
        campaign._post_chunk(campaign.bill_ids.ids)
        campaign._rate_chunk((self.small + self.shop).ids)
        self.assertEqual(campaign.bill_ids.move_id, moves)
        with self.assertRaises(UserError):
            campaign.action_post()
        second = self.make_campaign(missing_reason="-")
        second.action_rate()
        self.assertFalse(second.bill_ids)

    def test_bill_released_late_is_posted_late(self):
        self._read_all()
        campaign = self.make_campaign()
        campaign.action_rate()
        campaign.action_approve()
        campaign.action_post()
        self.assertEqual((campaign.posted_count, campaign.on_hold_count), (2, 1))
        with self.assertRaises(UserError):
            campaign.action_post()
        on_hold = campaign.bill_ids.filtered(lambda bill: bill.state == "on_hold")
        on_hold.with_user(self.clerk)._release("photo seen")
        campaign.invalidate_recordset()
        campaign.action_post()
        self.assertEqual((campaign.state, on_hold.state), ("posted", "posted"))

    def test_prices_stay_approved_while_bills_wait(self):
        self._read_all()
        campaign = self.make_campaign()
        campaign.action_rate()
        version = self.tariffs["resident"].version_ids.with_user(self.finance)
        with self.assertRaises(UserError) as caught:
            version.action_draft()
        self.assertIn(campaign.name, str(caught.exception))
        campaign.action_reopen()
        version.action_draft()
        self.assertEqual(version.state, "draft")

    def test_unposted_bill_of_another_campaign_is_dealt_with_first(self):
        self._read_all()
        self.make_campaign().action_rate()
        self.read_and_review(self.small, date(2026, 4, 20), 60)
        april = self.make_campaign(date(2026, 4, 1), missing_reason="-")
        april.action_rate()
        bill = april.bill_ids.filtered(lambda b: b.contract_id == self.small)
        self.assertEqual(bill.state, "on_hold")
        self.assertIn("not posted yet", bill.hold_reason)

    def test_no_use_is_an_invoice_of_nothing(self):
        (bill,) = self.bill((self.small, 0))
        self.assertRecordValues(bill, [{"state": "posted", "amount_total": 0}])
        self.assertRecordValues(
            bill.move_id,
            [{"amount_total": 0, "state": "posted", "payment_state": "paid"}],
        )
        self.assertEqual(bill.move_id.invoice_line_ids.quantity, 0)

    def test_fixed_and_minimum_charges_are_lines_of_their_own(self):
        """B17: meter rent by the month; what lacks to the minimum."""
        version = self.tariffs["commercial"].version_ids
        version.with_user(self.finance).action_draft()
        version.write(
            {
                "minimum_charge": 30,
                "charge_ids": [(0, 0, {"code": "RENT", "name": "Rent", "amount": 5})],
            }
        )
        version.with_user(self.finance).action_approve()
        bill = self.bill((self.shop, 2)).filtered(lambda b: b.contract_id == self.shop)
        # Two months: 2 m³ at 4.50, 10 of rent, and 51 to reach twice 30.
        self.assertEqual(
            bill.line_ids.filtered("amount").mapped(lambda ln: (ln.kind, ln.amount)),
            [("tier", 9.0), ("charge", 10.0), ("minimum", 51.0)],
        )
        self.assertEqual(bill.move_id.amount_total, 70.0)

    def test_stop_and_go_on(self):
        self._read_all()
        campaign = self.make_campaign()
        campaign.action_rate()
        campaign.action_approve()
        campaign._move_to("posting")
        campaign.action_stop()
        campaign._post_chunk(campaign.bill_ids.ids)
        campaign._posting_done()
        self.assertRecordValues(
            campaign,
            [{"state": "approved", "posted_count": 0, "stop_requested": False}],
        )
        campaign.action_post()
        self.assertEqual(campaign.posted_count, 2)

    def test_only_routes_of_the_month_are_billed(self):
        """B01: a route is read every so many months, and billed then."""
        self.route.write({"every_months": 2, "first_month": 1})
        campaign = self.make_campaign(date(2026, 4, 1), route_ids=False)
        self.assertEqual(campaign.expected_count, 0)
        campaign.month = date(2026, 5, 1)
        self.assertEqual(campaign.expected_count, 3)

    def test_low_income_allowance_shows_on_the_bill(self):
        poor = self.make_household(tariff="resident_low_income")
        bill = self.bill((poor, 30)).filtered(lambda b: b.contract_id == poor)
        # Two months since January: six m³ free.
        self.assertEqual(bill.amount_total, 73.68)
        free = bill.line_ids.filtered(lambda line: line.kind == "allowance")
        self.assertEqual((free.volume_m3, free.amount), (6, 0))
        self.assertEqual(bill.move_id.amount_total, bill.amount_total)

    def test_cashier_and_reader_run_no_campaign(self):
        for user in (self.cashier, self.reader, self.role("station_head")):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.make_campaign().with_user(user).action_rate()
