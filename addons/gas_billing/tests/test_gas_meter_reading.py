from datetime import date, timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation, UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import BillingCase


@tagged("post_install", "-at_install")
class TestGasMeterReading(BillingCase):
    """B03–B05, B09, B10: entered by one, checked, verified, reviewed by another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.household = cls.make_household()

    def test_use_counts_from_the_reading_before(self):
        first = self.enter(self.household, date(2026, 2, 20), 25)
        second = self.enter(self.household, date(2026, 3, 20), 60)
        self.assertRecordValues(
            first + second,
            [
                {
                    "previous_date": date(2026, 1, 1),
                    "previous_index_m3": 0,
                    "volume_m3": 25,
                    "days": 50,
                },
                {
                    "previous_date": date(2026, 2, 20),
                    "previous_index_m3": 25,
                    "volume_m3": 35,
                    "days": 28,
                },
            ],
        )

    def test_meter_and_route_come_from_the_household(self):
        reading = self.enter(self.household, date(2026, 2, 20), 25)
        self.assertRecordValues(
            reading,
            [
                {
                    "meter_id": self.household.meter_id.id,
                    "route_id": self.route.id,
                    "station_id": self.east.id,
                    "entered_by_id": self.reader.id,
                    "state": "entered",
                }
            ],
        )

    def test_reading_in_between_moves_the_later_one(self):
        later = self.enter(self.household, date(2026, 3, 20), 60)
        between = self.enter(self.household, date(2026, 2, 20), 25)
        self.assertEqual((later.volume_m3, between.volume_m3), (35, 25))
        between.with_user(self.clerk).action_reject()
        self.assertEqual((later.volume_m3, between.volume_m3), (60, 0))

    def test_correcting_an_index_moves_the_later_one(self):
        first = self.enter(self.household, date(2026, 2, 20), 25)
        second = self.enter(self.household, date(2026, 3, 20), 60)
        first.index_m3 = 20
        self.assertEqual((first.volume_m3, second.volume_m3), (20, 40))

    def test_dial_turns_over(self):
        household = self.make_household()
        household.installation_ids.index_start_m3 = 99980
        reading = self.enter(household, date(2026, 2, 20), 35)
        self.assertRecordValues(
            reading, [{"volume_m3": 55, "rolled_over": True, "finding": "rollover"}]
        )

    def test_index_below_the_last_cannot_be_reviewed(self):
        self.enter(self.household, date(2026, 2, 20), 50)
        wrong = self.enter(self.household, date(2026, 3, 20), 40)
        self.assertEqual((wrong.volume_m3, wrong.finding), (-10, "backwards"))
        wrong.handling = "photo"
        with self.assertRaises(UserError):
            wrong.with_user(self.clerk).action_review()
        self.assertEqual(wrong.state, "entered")

    def test_estimate_that_was_too_high_is_rejected(self):
        """B07: the use counts from the last true reading then."""
        self.read_and_review(self.household, date(2026, 2, 20), 50)
        estimate = self.read_and_review(
            self.household, date(2026, 3, 20), 90, source="estimated"
        )
        low = self.enter(self.household, date(2026, 4, 20), 80)
        self.assertEqual((low.volume_m3, low.finding), (-10, "below_estimate"))
        with self.assertRaises(UserError):
            low.with_user(self.clerk).action_review()
        estimate.with_user(self.clerk).action_reject()
        self.assertEqual((low.volume_m3, low.finding), (30, False))
        low.with_user(self.clerk).action_review()
        self.assertEqual(low.state, "reviewed")

    def test_odd_use_waits_for_a_word_on_how_it_was_verified(self):
        day = date(2026, 1, 20)
        for number in range(4):
            reading = self.read_and_review(
                self.household, day + timedelta(days=30 * number), 20 * (number + 1)
            )
            self.assertFalse(reading.finding)
        odd = self.enter(self.household, day + timedelta(days=120), 80 + 90)
        self.assertEqual(odd.finding, "high")
        with self.assertRaises(UserError) as caught:
            odd.with_user(self.clerk).action_review()
        self.assertIn(self.household.name, str(caught.exception))
        odd.with_user(self.clerk).handling = "site"
        odd.with_user(self.clerk).action_review()
        self.assertRecordValues(
            odd,
            [
                {
                    "state": "reviewed",
                    "reviewed_by_id": self.clerk.id,
                    "entered_by_id": self.reader.id,
                }
            ],
        )

    def test_limits_are_settings(self):
        check = self.env.ref("gas_billing.gas_reading_check_resident")
        check.monthly_limit_m3 = 15
        odd = self.enter(self.household, date(2026, 1, 31), 16)
        self.assertEqual(odd.finding, "monthly")

    def test_second_zero_in_a_row_is_odd(self):
        first = self.enter(self.household, date(2026, 1, 20), 0)
        second = self.enter(self.household, date(2026, 2, 20), 0)
        self.assertEqual((first.finding, second.finding), (False, "zero"))

    def test_nobody_reviews_his_own_reading(self):
        own = (
            self.env["gas.meter.reading"]
            .with_user(self.clerk)
            .create(
                {
                    "contract_id": self.household.id,
                    "date": date(2026, 2, 20),
                    "index_m3": 20,
                }
            )
        )
        with self.assertRaises(UserError):
            own.action_review()
        with self.assertRaises(UserError):
            own.write({"state": "reviewed", "reviewed_by_id": self.finance.id})
        self.assertEqual(own.state, "entered")

    @mute_logger("odoo.sql_db")
    def test_database_itself_keeps_two_persons_apart(self):
        reading = self.enter(self.household, date(2026, 2, 20), 20)
        with self.assertRaises(CheckViolation):
            reading.sudo().write({"reviewed_by_id": self.reader.id})
            self.env.flush_all()

    def test_no_call_can_name_another_person(self):
        """G04: who entered and who reviewed is written down by the system alone."""
        with self.assertRaises(UserError):
            self.enter(self.household, date(2026, 2, 20), 20, entered_by_id=1)
        reading = self.enter(self.household, date(2026, 2, 20), 20)
        for vals in ({"entered_by_id": self.clerk.id}, {"bill_id": 1}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                reading.write(vals)
        self.assertEqual(reading.entered_by_id, self.reader)
        self.assertFalse(reading.bill_id)

    def test_reader_enters_but_does_not_review(self):
        reading = self.enter(self.household, date(2026, 2, 20), 20)
        other = self.role("reader")
        with self.assertRaises(AccessError):
            reading.with_user(other).action_review()
        with self.assertRaises(AccessError):
            reading.with_user(self.cashier).write({"index_m3": 3})
        self.assertRecordValues(reading, [{"state": "entered", "index_m3": 20}])

    def test_reviewed_reading_is_fixed_until_taken_back(self):
        reading = self.read_and_review(self.household, date(2026, 2, 20), 20)
        with self.assertRaises(UserError):
            reading.write({"index_m3": 21})
        reading.with_user(self.clerk).action_take_back()
        reading.write({"index_m3": 21})
        self.assertEqual(reading.index_m3, 21)
        self.assertFalse(reading.reviewed_by_id)

    @freeze_time("2026-04-10 03:00:00")
    def test_impossible_readings_are_refused(self):
        tomorrow = fields.Date.context_today(self.household) + timedelta(days=1)
        other = self.make_household()
        for vals, words in (
            ({"date": tomorrow}, "future"),
            ({"date": date(2025, 12, 31)}, "did not hang"),
            ({"index_m3": 100000}, "dial"),
            ({"meter_id": other.meter_id.id}, "did not hang"),
        ):
            values = {"date": date(2026, 2, 20), "index_m3": 9, **vals}
            with (
                self.subTest(words=words),
                self.assertRaises(ValidationError) as caught,
            ):
                self.enter(
                    self.household, values.pop("date"), values.pop("index_m3"), **values
                )
            self.assertIn(words, str(caught.exception))
        self.assertFalse(self.household.reading_ids)

    @mute_logger("odoo.sql_db")
    def test_negative_index_is_refused(self):
        with self.assertRaises(CheckViolation):
            self.enter(self.household, date(2026, 2, 20), -1)

    @mute_logger("odoo.sql_db")
    def test_one_reading_a_meter_and_day(self):
        first = self.enter(self.household, date(2026, 2, 20), 20)
        with self.assertRaises(UniqueViolation):
            self.enter(self.household, date(2026, 2, 20), 21)
        first.with_user(self.clerk).action_reject()
        self.enter(self.household, date(2026, 2, 20), 21)

    def test_exchange_is_read_in_two_parts(self):
        """B10: (old final − last) + (now − new start)."""
        point = self.household.service_point_id
        self.enter(self.household, date(2026, 2, 20), 100)
        old = point.installation_ids
        old.write({"date_end": date(2026, 3, 5), "index_end_m3": 112})
        final = self.household.reading_ids.filtered(lambda r: r.source == "exchange")
        self.assertRecordValues(
            final,
            [
                {
                    "date": date(2026, 3, 5),
                    "index_m3": 112,
                    "volume_m3": 12,
                    "state": "entered",
                }
            ],
        )
        self.hang(self.make_meter(), point, date(2026, 3, 5), index=3)
        after = self.enter(self.household, date(2026, 3, 20), 13)
        self.assertEqual(after.volume_m3, 10)
        old.index_end_m3 = 112
        self.assertEqual(len(self.household.reading_ids), 3)

    def test_review_of_a_list_takes_what_is_right_and_tells_the_rest(self):
        good = self.enter(self.make_household(), date(2026, 2, 20), 20)
        odd = self.enter(self.make_household(), date(2026, 2, 20), 900)
        own = self.enter(self.make_household(), date(2026, 2, 20), 20)
        own.sudo().entered_by_id = self.clerk
        self.enter(self.household, date(2026, 2, 20), 50)
        wrong = self.enter(self.household, date(2026, 3, 20), 40)
        readings = good + odd + own + wrong
        notice = readings.with_user(self.clerk).action_review()["params"]
        self.assertEqual(
            readings.mapped("state"), ["reviewed", "entered", "entered", "entered"]
        )
        self.assertEqual(
            notice["message"],
            "1 readings reviewed, 3 refused. 1 are odd: say how they were verified. "
            "1 you entered yourself: a colleague reviews them. 1 have an index that "
            "cannot be: open each one.",
        )
        self.assertTrue(notice["sticky"])

    def test_review_of_a_list_without_refusals_is_short(self):
        readings = self.enter(self.make_household(), date(2026, 2, 20), 20)
        readings |= self.enter(self.make_household(), date(2026, 2, 20), 20)
        notice = readings.with_user(self.clerk).action_review()["params"]
        self.assertEqual(notice["message"], "2 readings reviewed.")
        self.assertEqual((notice["type"], notice["sticky"]), ("success", False))

    def test_review_of_a_list_is_one_write(self):
        readings = self.env["gas.meter.reading"]
        for _number in range(20):
            readings |= self.enter(self.make_household(), date(2026, 2, 20), 900)

        def review(part):
            part.handling = "photo"
            part.action_review()
            self.env.flush_all()

        readings = readings.with_user(self.clerk)
        self.env.invalidate_all()
        review(readings[:1])
        with self.assertQueryCount(7):
            review(readings[1:3])
        with self.assertQueryCount(7):
            review(readings[3:])
        self.assertEqual(set(readings.mapped("state")), {"reviewed"})

    def test_how_it_was_verified_stays_as_the_reviewer_saw_it(self):
        odd = self.read_and_review(self.household, date(2026, 2, 20), 900)
        with self.assertRaises(UserError):
            odd.with_user(self.clerk).handling = "site"
        self.assertEqual(odd.handling, "photo")
        odd.with_user(self.clerk).action_take_back()
        odd.with_user(self.clerk).handling = "site"
        self.assertRecordValues(
            odd, [{"handling": "site", "entered_by_id": self.reader.id}]
        )

    def test_usual_use_is_shown_beside_the_use(self):
        """B04: what the check compared with, for as many days."""
        for month, index in ((1, 19), (2, 50), (3, 78)):
            reading = self.enter(self.household, date(2026, month, 20), index)
            self.assertEqual(reading.usual_m3, 0)
        # One m³ a day in the three readings before, 31 days.
        odd = self.enter(self.household, date(2026, 4, 20), 78 + 5)
        self.assertRecordValues(
            odd, [{"volume_m3": 5, "usual_m3": 31, "finding": "low"}]
        )

    def test_checks_are_called_by_their_class(self):
        check = self.env.ref("gas_billing.gas_reading_check_commercial")
        self.assertEqual(check.display_name, "Commercial")

    def test_list_of_readings_is_computed_in_few_queries(self):
        households = [self.make_household() for _number in range(20)]
        vals_list = [
            {"contract_id": h.id, "date": date(2026, 2, 20), "index_m3": 20}
            for h in households
        ]
        self.env.flush_all()
        readings = self.env["gas.meter.reading"].with_user(self.reader)
        readings.create(vals_list[:1]).sudo().unlink()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            created = readings.create(vals_list)
            self.env.flush_all()
        self.assertEqual(set(created.mapped("volume_m3")), {20})
