from datetime import date

from psycopg2.errors import CheckViolation, ExclusionViolation, UniqueViolation

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import GasCase


@tagged("post_install", "-at_install")
class TestGasMeterInstallation(GasCase):
    """A04, A05: a meter hangs in one place at a time, a place has one meter."""

    @mute_logger("odoo.sql_db")
    def test_meter_may_not_hang_twice(self):
        meter = self.make_meter()
        self.hang(meter, self.make_point(), date(2025, 1, 1))
        other = self.make_point()
        with self.assertRaises(ExclusionViolation):
            self.hang(meter, other, date(2026, 1, 1))
        self.assertFalse(other.installation_ids)

    @mute_logger("odoo.sql_db")
    def test_point_may_not_have_two_meters(self):
        point = self.make_point()
        self.hang(self.make_meter(), point, date(2025, 1, 1))
        with self.assertRaises(ExclusionViolation):
            self.hang(self.make_meter(), point, date(2024, 1, 1))
        self.assertEqual(len(point.installation_ids), 1)

    def test_exchange_on_one_day_is_no_overlap(self):
        point = self.make_point()
        first = self.hang(self.make_meter(), point, date(2025, 1, 1))
        first.write({"date_end": date(2026, 3, 1), "index_end_m3": 120})
        second = self.hang(self.make_meter(), point, date(2026, 3, 1))
        self.assertEqual(point.meter_id, second.meter_id)
        self.assertFalse(first.meter_id.service_point_id)
        self.assertEqual(second.meter_id.station_id, self.east)

    def test_point_and_meter_know_each_other(self):
        meter, point = self.make_meter(), self.make_point()
        self.hang(meter, point)
        self.assertEqual(point.meter_id, meter)
        self.assertEqual(meter.service_point_id, point)

    @mute_logger("odoo.sql_db")
    def test_dates_may_not_cross(self):
        with self.assertRaises(CheckViolation):
            self.hang(
                self.make_meter(),
                self.make_point(),
                date(2025, 5, 1),
                date_end=date(2025, 4, 30),
            )

    @mute_logger("odoo.sql_db")
    def test_index_may_not_be_negative(self):
        with self.assertRaises(CheckViolation):
            self.hang(self.make_meter(), self.make_point(), index=-1)

    def test_index_must_fit_the_dial(self):
        meter = self.make_meter(digits=5)
        with self.assertRaises(ValidationError) as caught:
            self.hang(meter, self.make_point(), index=100000)
        self.assertIn(meter.name, str(caught.exception))
        self.assertFalse(meter.installation_ids)

    @mute_logger("odoo.sql_db")
    def test_meter_numbers_are_given_once(self):
        meter = self.make_meter()
        with self.assertRaises(UniqueViolation):
            self.make_meter(name=meter.name)
