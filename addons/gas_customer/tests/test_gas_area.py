from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import GasCase


@tagged("post_install", "-at_install")
class TestGasArea(GasCase):
    """A21: HQ – branch – station – community, and the station in charge."""

    def test_station_is_the_nearest_one_above(self):
        self.assertEqual(self.garden.station_id, self.east)
        self.assertEqual(self.east.station_id, self.east)
        self.assertFalse(self.root.station_id)
        self.assertEqual(self.garden.complete_name, "Gas Co / East / 锦绣")

    def test_community_moves_with_all_below_it(self):
        household = self.make_household(self.garden)
        self.garden.parent_id = self.west
        self.assertEqual(household.station_id, self.west)
        self.assertEqual(household.service_point_id.station_id, self.west)
        self.assertEqual(household.meter_id.station_id, self.west)

    def test_kind_must_fit_the_one_above(self):
        with self.assertRaises(ValidationError) as caught:
            self.env["gas.area"].create(
                {"name": "Lost", "code": "X", "parent_id": self.root.id}
            )
        self.assertIn("Lost", str(caught.exception))
        self.assertFalse(self.env["gas.area"].search([("code", "=", "X")]))

    def test_area_may_not_lie_below_itself(self):
        with self.assertRaises(UserError):
            self.east.parent_id = self.garden

    def test_users_see_the_stations_below_their_areas(self):
        everywhere = self.role("agent", self.root)
        one = self.role("agent", self.east)
        community = self.role("agent", self.garden)
        self.assertEqual(everywhere.gas_station_ids, self.east + self.west)
        self.assertEqual(one.gas_station_ids, self.east)
        self.assertEqual(community.gas_station_ids, self.east)

    def test_rules_follow_a_change_of_areas_at_once(self):
        household = self.make_household(self.harbour)
        agent = self.role("agent", self.east)
        contracts = self.env["gas.contract"].with_user(agent)
        self.assertFalse(contracts.search([("id", "=", household.id)]))
        agent.gas_area_ids = self.west
        self.assertTrue(contracts.search([("id", "=", household.id)]))
        self.east.user_ids = agent
        self.west.user_ids = False
        self.assertFalse(contracts.search([("id", "=", household.id)]))

    def test_premises_of_a_list_are_counted_in_one_query(self):
        for _number in range(3):
            self.make_point(self.garden)
        areas = self.root + self.east + self.west + self.garden
        areas.invalidate_recordset()
        areas.mapped("parent_path")
        with self.assertQueryCount(3):
            counts = areas.mapped("premise_count")
        self.assertEqual(counts, [3, 3, 0, 3])
