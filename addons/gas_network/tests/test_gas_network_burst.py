from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.gas_workorder.tests.common import OrderCase


@tagged("post_install", "-at_install")
class TestGasNetworkBurst(OrderCase):
    """D07, D09: if a pipe breaks, what is closed, and who is without gas."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kinds = {"G": "gate", "V": "valve", "a": "junction", "b": "end"}
        cls.nodes = {
            letter: cls.env["gas.network.node"].create(
                {
                    "code": f"B{cls._next()}{letter}",
                    "kind": kind,
                    "latitude": 22.8 + place / 1000,
                    "longitude": 108.3 + place / 1000,
                }
            )
            for place, (letter, kind) in enumerate(kinds.items())
        }
        cls.sections = {
            pair: cls.env["gas.pipe.section"].create(
                {
                    "code": f"B{cls._next()}{pair}",
                    "node_from_id": cls.nodes[pair[0]].id,
                    "node_to_id": cls.nodes[pair[1]].id,
                }
            )
            for pair in ("GV", "Va", "ab")
        }
        cls.household.service_point_id.premise_id.pipe_section_id = cls.sections["ab"]

    def _burst(self, pair, user=None):
        section = self.sections[pair].with_user(user or self.dispatcher)
        action = section.action_burst()
        return section.env[action["res_model"]].browse(action["res_id"])

    def test_valves_pipes_and_households(self):
        burst = self._burst("Va")
        self.assertEqual(burst.valve_ids, self.nodes["V"])
        self.assertFalse(burst.source_ids)
        self.assertEqual(burst.dead_ids, self.sections["Va"] + self.sections["ab"])
        self.assertEqual(
            (burst.valve_count, burst.dead_count, burst.household_count), (1, 2, 1)
        )

    def test_lists_hold_what_the_numbers_say(self):
        burst = self._burst("Va")
        households = burst.action_open_households()
        found = self.env["gas.contract"].search(households["domain"])
        self.assertEqual(found, self.household)
        valves = burst.action_open_valves()
        self.assertEqual(valves["res_model"], "gas.network.node")
        self.assertEqual(burst.action_open_sections()["res_model"], "gas.pipe.section")

    def test_drawing_shows_break_zone_and_valve(self):
        schema = self._burst("Va").schema
        self.assertEqual(schema.count("<line"), 3)
        self.assertIn(self.nodes["V"].code, schema)
        self.assertIn("#c0392b", schema)

    def test_network_without_positions_has_no_drawing(self):
        for node in self.nodes.values():
            node.latitude = node.longitude = 0
        self.assertFalse(self._burst("Va").schema)

    def test_valve_that_does_not_close_is_passed(self):
        """Said in the analysis or at the valve: the search goes on beyond it."""
        burst = self._burst("Va")
        burst.stuck_ids = self.nodes["V"]
        self.assertFalse(burst.valve_ids)
        self.assertEqual(burst.source_ids, self.nodes["G"])
        self.assertEqual(burst.dead_count, 3)
        burst.stuck_ids = False
        self.assertEqual(burst.valve_ids, self.nodes["V"])
        self.nodes["V"].does_not_close = True
        self.assertEqual(self._burst("Va").source_ids, self.nodes["G"])

    def test_pipe_without_gas_loses_none(self):
        self.nodes["V"].is_closed = True
        burst = self._burst("Va")
        self.assertFalse(burst.is_fed or burst.valve_ids or burst.dead_ids)
        self.assertEqual((burst.household_count, burst.kept_ids), (0, self.nodes["V"]))

    def test_nothing_before_the_source(self):
        burst = self._burst("GV")
        self.assertEqual(burst.source_ids, self.nodes["G"])
        self.assertEqual(burst.action_open_valves()["res_model"], "gas.network.node")

    def test_point_opens_its_pipes(self):
        node = self.nodes["a"]
        self.assertEqual(node.section_count, 2)
        found = self.env["gas.pipe.section"].search(
            node.action_open_sections()["domain"]
        )
        self.assertEqual(found, self.sections["Va"] + self.sections["ab"])

    def test_pipe_opens_its_buildings(self):
        section = self.sections["ab"]
        self.assertEqual(
            (section.premise_count, self.sections["Va"].premise_count), (1, 0)
        )
        found = self.env["gas.premise"].search(section.action_open_premises()["domain"])
        self.assertEqual(found, self.household.service_point_id.premise_id)

    def test_all_staff_look_and_the_dispatch_centre_draws(self):
        for role in ("technician", "reader", "station_head"):
            user = self.role(role)
            self.assertEqual(self._burst("Va", user).household_count, 1)
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.sections["Va"].with_user(user).code = "mine"
        self.sections["Va"].with_user(self.dispatcher).code = "B-new"
        with self.assertRaises(AccessError):
            self.sections["ab"].with_user(self.dispatcher).unlink()

    def test_station_leaves_the_points_of_others_alone(self):
        self.nodes["V"].station_id = self.west
        here = self.role("dispatcher", self.east)
        self.assertTrue(self.nodes["V"].with_user(here).code)
        with self.assertRaises(AccessError):
            self.nodes["V"].with_user(here).is_closed = True
        self.assertFalse(self.nodes["V"].is_closed)
        self.nodes["V"].with_user(self.role("dispatcher", self.west)).is_closed = True
