from datetime import date

from psycopg2.errors import ExclusionViolation

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import GasCase


@tagged("post_install", "-at_install")
class TestGasContract(GasCase):
    """A03, A04, A10: customer × service point, from – to, with its number."""

    def test_number_comes_from_the_sequence(self):
        one, two = self.make_household(), self.make_household()
        self.assertRegex(one.name, r"^80\d{8}$")
        self.assertEqual(int(two.name), int(one.name) + 1)

    def test_number_is_above_those_that_were_imported(self):
        number = int(self.make_household().name)
        for taken in (number + 1, number + 7):
            self.make_household(name=str(taken))
        self.assertEqual(self.make_household().name, str(number + 8))
        self.assertEqual(self.make_household().name, str(number + 9))

    def test_moving_out_and_in_keeps_the_point_and_its_meter(self):
        old = self.make_household()
        point, meter = old.service_point_id, old.meter_id
        old.write({"date_end": date(2026, 5, 1)})
        self.close(old)
        new = self.env["gas.contract"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "新户"}).id,
                "service_point_id": point.id,
                "date_start": date(2026, 5, 1),
            }
        )
        new.action_run()
        self.assertEqual(point.contract_id, new)
        self.assertEqual(new.meter_id, meter)
        self.assertEqual(old.state, "closed")

    @mute_logger("odoo.sql_db")
    def test_one_running_contract_a_point(self):
        household = self.make_household()
        with self.assertRaises(ExclusionViolation):
            self.env["gas.contract"].create(
                {
                    "partner_id": household.partner_id.id,
                    "service_point_id": household.service_point_id.id,
                    "date_start": date(2026, 1, 1),
                    "state": "running",
                }
            )
        self.assertEqual(household.service_point_id.contract_ids, household)

    def test_state_has_one_door(self):
        household = self.make_household()
        self.close(household)
        with self.assertRaises(UserError) as caught:
            household.with_user(self.role("agent")).write({"state": "running"})
        self.assertIn(household.name, str(caught.exception))
        self.assertEqual(household.state, "closed")

    def test_what_has_run_is_not_deleted(self):
        household = self.make_household()
        with self.assertRaises(UserError):
            household.unlink()
        self.assertTrue(household.exists())

    def test_agent_opens_a_household_in_the_form(self):
        """A02, A10: as the agent at the counter does it."""
        agent = self.role("agent", self.east)
        point = self.make_point()
        self.hang(self.make_meter(), point)
        partner = self.env["res.partner"].create(
            {"name": "李四", "phone": "19000001234"}
        )
        with Form(self.env["gas.contract"].with_user(agent)) as form:
            form.partner_id = partner
            form.service_point_id = point
            form.user_class = "commercial"
        contract = form.record
        contract.action_run()
        self.assertRecordValues(
            contract,
            [
                {
                    "state": "running",
                    "station_id": self.east.id,
                    "community_id": self.garden.id,
                    "user_class": "commercial",
                    "meter_id": point.meter_id.id,
                }
            ],
        )

    def test_list_of_households_needs_no_query_each(self):
        households = self.env["gas.contract"]
        for _number in range(20):
            households |= self.make_household()
        fields = ["name", "partner_id", "phone", "address", "meter_id", "state"]
        households.invalidate_recordset()
        self.env.invalidate_all()
        few = households[:5]
        with self.assertQueryCount(6):
            few.web_read({name: {} for name in fields})
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            households.web_read({name: {} for name in fields})

    def test_meters_and_households_of_the_customer_are_counted_at_once(self):
        one = self.make_household()
        two = self.make_household(customer=one.partner_id)
        three = self.make_household()
        exchanged = {"date_end": date(2026, 1, 1), "index_end_m3": 50}
        three.installation_ids.write(exchanged)
        self.hang(self.make_meter(), three.service_point_id, date(2026, 1, 1))
        households = one + two + three
        self.env.invalidate_all()
        households.mapped("name")
        with self.assertQueryCount(2):
            households.mapped("meter_count")
        self.assertRecordValues(
            households,
            [
                {"meter_count": 1, "household_count": 2},
                {"meter_count": 1, "household_count": 2},
                {"meter_count": 2, "household_count": 1},
            ],
        )
        found = self.env["gas.contract"].search(one.action_open_households()["domain"])
        self.assertEqual(found, one + two)
        found = self.env["gas.meter.installation"].search(
            three.action_open_meters()["domain"]
        )
        self.assertEqual(found, three.installation_ids)
