from datetime import date, timedelta
from unittest.mock import patch

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.tests.common import trap_jobs

from ..models import gas_appliance_life
from .common import STAFF, GasCase


class ApplianceCase(GasCase):
    @classmethod
    def kind(cls, code):
        return cls.env.ref(f"gas_customer.gas_appliance_kind_{code}")

    @classmethod
    def make_appliance(cls, point, code="stove", **vals):
        return cls.env["gas.appliance"].create(
            {"service_point_id": point.id, "kind_id": cls.kind(code).id, **vals}
        )


@tagged("post_install", "-at_install")
class TestGasAppliance(ApplianceCase):
    """A06, E22: what stands at a place, and until when it may be used."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.household = cls.make_household()
        cls.point = cls.household.service_point_id

    def test_lives_are_those_of_the_rules(self):
        """E22: stove 8 years (6 on manufactured gas), hose 18 months, alarm 5 or 3."""
        day = date(2024, 3, 31)
        shop = self.make_household(user_class="commercial").service_point_id
        for point, code, vals, expected in (
            (self.point, "stove", {"sold_on": day}, date(2032, 3, 31)),
            (self.point, "water_heater", {"sold_on": day}, date(2032, 3, 31)),
            (self.point, "boiler", {"sold_on": day}, date(2032, 3, 31)),
            (
                self.point,
                "stove",
                {"sold_on": day, "fuel": "manufactured"},
                date(2030, 3, 31),
            ),
            (self.point, "hose_rubber", {"fitted_on": day}, date(2025, 9, 30)),
            (self.point, "alarm", {"made_on": day}, date(2029, 3, 31)),
            (shop, "alarm", {"made_on": day}, date(2027, 3, 31)),
            (shop, "cutoff_valve", {"made_on": day}, date(2034, 3, 31)),
            (self.point, "riser", {"fitted_on": day}, False),
            (
                self.point,
                "stove",
                {"sold_on": day, "stated_until": date(2030, 1, 1)},
                date(2030, 1, 1),
            ),
        ):
            with self.subTest(kind=code, **vals):
                appliance = self.make_appliance(point, code, **vals)
                self.assertEqual(appliance.expires_on, expected)

    def test_purpose_made_hose_lives_as_long_as_its_stove(self):
        stove = self.make_appliance(self.point, sold_on=date(2020, 5, 1))
        hose = self.make_appliance(
            self.point, "hose_steel", fitted_on=date(2022, 1, 1), serves_id=stove.id
        )
        self.assertEqual(hose.expires_on, date(2028, 5, 1))
        stove.sold_on = date(2019, 5, 1)
        self.assertEqual(hose.expires_on, date(2027, 5, 1))

    def test_hose_leads_to_a_burner_of_its_own_place(self):
        stove = self.make_appliance(self.make_point())
        valve = self.make_appliance(self.point, "valve")
        for served in (stove, valve):
            with self.assertRaises(ValidationError):
                self.make_appliance(self.point, "hose_steel", serves_id=served.id)
        self.assertEqual(self.point.appliance_ids, valve)

    def test_meters_are_no_appliances(self):
        with self.assertRaises(ValidationError):
            self.make_appliance(self.point, "meter_diaphragm")
        self.assertFalse(self.point.appliance_ids)

    def test_use_follows_whoever_lives_there(self):
        """The alarm of a flat that becomes a shop must go two years earlier."""
        alarm = self.make_appliance(self.point, "alarm", made_on=date(2024, 1, 1))
        self.assertEqual((alarm.use, alarm.expires_on), ("home", date(2029, 1, 1)))
        self.household.user_class = "commercial"
        self.assertEqual((alarm.use, alarm.expires_on), ("commerce", date(2027, 1, 1)))
        self.close(self.household)
        self.assertEqual((alarm.use, alarm.expires_on), ("home", date(2029, 1, 1)))

    def test_change_of_the_table_counts_all_anew_in_one_go(self):
        """However many there are, the queries stay the same."""
        life = self.env.ref("gas_customer.gas_appliance_life_stove")
        meter_life = self.env.ref("gas_customer.gas_appliance_life_meter_diaphragm")
        meter = self.make_meter(made_on=date(2020, 1, 1))
        self.assertEqual(meter.expires_on, date(2030, 1, 1))

        def queries(months):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            life.months = months
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        stoves = self.make_appliance(self.point, sold_on=date(2020, 1, 1))
        queries(95)
        few = queries(84)
        self.assertEqual(stoves.expires_on, date(2027, 1, 1))
        for _number in range(30):
            stoves += self.make_appliance(self.point, sold_on=date(2020, 1, 1))
        self.assertEqual(queries(72), few)
        self.assertEqual(set(stoves.mapped("expires_on")), {date(2026, 1, 1)})
        life.unlink()
        self.assertEqual(set(stoves.mapped("expires_on")), {False})
        meter_life.months = 72
        self.assertEqual(meter.expires_on, date(2026, 1, 1))

    def test_too_many_to_wait_for_are_counted_by_the_queue(self):
        life = self.env.ref("gas_customer.gas_appliance_life_stove")
        stoves = self.env["gas.appliance"]
        for _number in range(5):
            stoves += self.make_appliance(self.point, sold_on=date(2020, 1, 1))
        with patch.object(gas_appliance_life, "CHUNK", 2), trap_jobs() as trap:
            life.months = 72
            self.env.flush_all()
            self.assertEqual(set(stoves.mapped("expires_on")), {date(2028, 1, 1)})
            self.assertEqual(len(trap.enqueued_jobs), 3)
            trap.perform_enqueued_jobs()
        self.assertEqual(set(stoves.mapped("expires_on")), {date(2026, 1, 1)})

    def test_verification_of_a_meter_may_end_before_its_life(self):
        """A05: ten years, or until the authority's verification is over."""
        meter = self.make_meter(
            made_on=date(2020, 1, 1), verified_until=date(2026, 6, 30)
        )
        self.assertEqual(meter.expires_on, date(2026, 6, 30))
        meter.verified_until = date(2032, 1, 1)
        self.assertEqual(meter.expires_on, date(2030, 1, 1))
        rotary = self.make_meter(kind="rotary", made_on=date(2010, 1, 1))
        self.assertFalse(rotary.expires_on)

    def test_dates_may_not_cross_or_lie_ahead(self):
        for vals in (
            {"made_on": date(2024, 1, 2), "sold_on": date(2024, 1, 1)},
            {"made_on": date(2024, 1, 2), "fitted_on": date(2024, 1, 1)},
            {"fitted_on": date(2024, 1, 2), "removed_on": date(2024, 1, 1)},
        ):
            with (
                self.subTest(**vals),
                self.assertRaises(psycopg2.errors.CheckViolation),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.make_appliance(self.point, **vals)
        with self.assertRaises(ValidationError):
            self.make_appliance(self.point, made_on=date.today() + timedelta(days=2))
        self.assertFalse(
            self.env["gas.appliance"].search([("service_point_id", "=", self.point.id)])
        )

    def test_removed_appliance_stays_on_file_and_expires_no_more(self):
        stove = self.make_appliance(self.point, sold_on=date(2010, 1, 1))
        expiry = self.env["gas.expiry"]
        at_point = [("service_point_id", "=", self.point.id)]
        self.assertEqual(expiry.search(at_point).appliance_id, stove)
        with freeze_time("2026-05-05 08:00:00"):
            stove.action_remove()
        stove.action_remove()  # among others of a selection, a day later
        self.assertRecordValues(
            stove, [{"state": "removed", "removed_on": date(2026, 5, 5)}]
        )
        self.assertFalse(expiry.search(at_point))
        self.assertEqual(self.point.appliance_ids, stove)

    def test_it_belongs_to_the_place_and_not_to_the_customer(self):
        """A06: the stove stays when the customer goes."""
        stove = self.make_appliance(self.point)
        self.close(self.household)
        self.assertEqual(self.point.appliance_ids, stove)
        self.assertFalse(stove.contract_id)

    def test_it_is_found_the_way_the_household_is(self):
        stove = self.make_appliance(self.point, sold_on=date(2010, 1, 1))
        self.make_appliance(self.make_household().service_point_id)
        partner = self.household.partner_id
        for text in (
            self.household.name,
            partner.name,
            partner.phone,
            self.point.name,
            self.household.meter_id.name,
        ):
            with self.subTest(text=text):
                found = self.env["gas.appliance"].search([("any_text", "ilike", text)])
                self.assertEqual(found, stove)
                expiry = self.env["gas.expiry"].search([("any_text", "ilike", text)])
                self.assertEqual(expiry.appliance_id, stove)

    def test_household_shows_what_is_past_its_end(self):
        self.household.meter_id.write(
            {"made_on": date(2010, 1, 1), "verified_until": date(2015, 1, 1)}
        )
        self.make_appliance(self.point, sold_on=date(2010, 3, 1))
        self.make_appliance(self.point, "alarm", made_on=date.today())
        self.env.flush_all()
        with freeze_time("2026-01-01 04:00:00"):
            self.assertEqual(
                self.household.expired_facilities,
                "Diaphragm Meter 01/01/2015、Stove 03/01/2018",
            )

    def test_last_day_is_not_expired_yet(self):
        self.make_appliance(self.point, sold_on=date(2018, 3, 1))
        self.env.flush_all()
        with freeze_time("2026-03-01 04:00:00"):
            self.assertFalse(self.household.expired_facilities)
        self.env.invalidate_all()
        with freeze_time("2026-03-02 04:00:00"):
            self.assertEqual(self.household.expired_facilities, "Stove 03/01/2026")

    def test_appliance_is_entered_from_the_household(self):
        inspector = self.role("inspector", self.east)
        action = self.household.with_user(inspector).action_enter_appliance()
        appliances = self.env["gas.appliance"].with_user(inspector)
        with Form(appliances.with_context(**action["context"])) as form:
            form.kind_id = self.kind("stove").with_user(inspector)
        self.assertEqual(self.point.appliance_ids.kind_id, self.kind("stove"))

    def test_list_of_households_costs_the_same_for_many(self):
        households = self.household
        for _number in range(19):
            household = self.make_household()
            self.make_appliance(household.service_point_id, sold_on=date(2010, 1, 1))
            households += household

        def queries(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.mapped("expired_facilities")
            return self.env.cr.sql_log_count - before

        queries(households)  # the first also reads the language
        self.assertEqual(queries(households), queries(households[1]))

    def test_expiry_is_grouped_and_opens_the_card(self):
        """E22: by station and kind; a click opens the appliance or the meter."""
        self.household.meter_id.made_on = date(2010, 1, 1)
        stove = self.make_appliance(self.point, sold_on=date(2010, 3, 1))
        expiry = self.env["gas.expiry"]
        counted = expiry._read_group(
            [("service_point_id", "=", self.point.id)],
            ["station_id", "community_id", "kind_id"],
            ["__count"],
        )
        self.assertEqual(
            counted,
            [
                (self.east, self.garden, self.kind("stove"), 1),
                (self.east, self.garden, self.kind("meter_diaphragm"), 1),
            ],
        )
        for line in expiry.search([("service_point_id", "=", self.point.id)]):
            record = line.appliance_id or line.meter_id
            action = line.action_open()
            self.assertEqual(
                (action["res_model"], action["res_id"]), (record._name, record.id)
            )
            self.assertIn(record, (stove, self.household.meter_id))

    def test_stations_are_kept_apart(self):
        mine = self.make_appliance(self.point, sold_on=date(2010, 1, 1))
        harbour = self.make_household(self.harbour)
        theirs = self.make_appliance(harbour.service_point_id, sold_on=date(2010, 1, 1))
        writers = {"agent", "technician", "inspector", "station_head", "manager"}
        for role in STAFF:
            user = self.role(role, self.east)
            with self.subTest(role=role):
                appliances = self.env["gas.appliance"].with_user(user)
                both = [("id", "in", (mine + theirs).ids)]
                self.assertEqual(appliances.search(both), mine)
                self.assertFalse(theirs.with_user(user).has_access("read"))
                self.assertEqual(
                    self.env["gas.expiry"]
                    .with_user(user)
                    .search([("appliance_id", "in", (mine + theirs).ids)])
                    .appliance_id,
                    mine,
                )
                self.assertEqual(
                    mine.with_user(user).has_access("write"), role in writers
                )
                self.assertFalse(mine.with_user(user).has_access("unlink"))
                self.assertFalse(
                    self.env["gas.appliance.life"].with_user(user).has_access("write")
                )

    def test_inspector_may_not_enter_one_at_another_station(self):
        harbour = self.make_point(self.harbour)
        inspector = self.role("inspector", self.east)
        with self.assertRaises(AccessError):
            self.env["gas.appliance"].with_user(inspector).create(
                {"service_point_id": harbour.id, "kind_id": self.kind("stove").id}
            )
        self.assertFalse(harbour.appliance_ids)
