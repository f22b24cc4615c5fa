import doctest

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from odoo.addons.gas_workorder.tests.common import OrderCase

from ..network import drawing
from .burst_by_search import isolate


@tagged("post_install", "-at_install")
class TestNetwork(OrderCase):
    """D07, D09: the valves to be closed, and the households without gas."""

    def _network(self, kinds, pipes):
        """Make a network; ``kinds``: {letter: kind}; ``pipes``: pairs of letters."""
        nodes = {
            letter: self.env["gas.network.node"].create(
                {"code": f"T{self._next()}{letter}", "kind": kind}
            )
            for letter, kind in kinds.items()
        }
        sections = {
            pair: self.env["gas.pipe.section"].create(
                {
                    "code": f"T{self._next()}{pair}",
                    "node_from_id": nodes[pair[0]].id,
                    "node_to_id": nodes[pair[1]].id,
                }
            )
            for pair in pipes
        }
        return nodes, sections

    def _of(self, records, ids):
        return {letter for letter, record in records.items() if record.id in ids}

    def test_line_between_two_valves(self):
        """Gate – valve – a – broken – b – valve – c: behind it, there is no gas."""
        kinds = dict.fromkeys("abc", "junction") | {
            "G": "gate",
            "V": "valve",
            "W": "valve",
        }
        nodes, sections = self._network(kinds, ("GV", "Va", "ab", "bW", "Wc"))
        found = sections["ab"]._burst()
        self.assertEqual(self._of(nodes, found.valves), {"V", "W"})
        self.assertEqual(self._of(sections, found.zone), {"Va", "ab", "bW"})
        self.assertEqual(self._of(sections, found.dead), {"Va", "ab", "bW", "Wc"})
        self.assertEqual(found.sources, [])

    def test_ring_goes_on_from_the_other_side(self):
        kinds = dict.fromkeys("abc", "junction") | {
            "G": "gate",
            "V": "valve",
            "W": "valve",
        }
        nodes, sections = self._network(kinds, ("GV", "Va", "ab", "bW", "Wc", "cG"))
        found = sections["ab"]._burst()
        self.assertEqual(self._of(sections, found.dead), {"Va", "ab", "bW"})

    def test_no_valve_before_the_gate(self):
        nodes, sections = self._network({"G": "gate", "a": "junction"}, ("Ga",))
        found = sections["Ga"]._burst()
        self.assertEqual((found.valves, self._of(nodes, found.sources)), ([], {"G"}))

    def test_households_that_hang_on_it(self):
        _nodes, sections = self._network({"G": "gate", "a": "junction"}, ("Ga",))
        section = sections["Ga"]
        self.assertEqual(section._households_fed(section._burst().dead), 0)
        self.household.service_point_id.premise_id.pipe_section_id = section
        self.assertEqual(section._households_fed(section._burst().dead), 1)
        self.household._move_to("suspended")
        self.assertEqual(section._households_fed(section._burst().dead), 0)

    def test_query_finds_what_a_pencil_finds(self):
        size = 7
        node = st.tuples(st.booleans(), st.booleans(), st.booleans())
        pair = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(
            lambda ends: ends[0] != ends[1]
        )

        @settings(max_examples=60)
        @given(
            st.lists(node, min_size=size, max_size=size),
            st.lists(pair, min_size=1, max_size=10),
            st.data(),
        )
        def check(facts, pairs, data):
            self.env["gas.pipe.section"].search([]).active = False
            self.env["gas.network.node"].search([]).active = False
            nodes = self.env["gas.network.node"].create(
                [
                    {
                        "code": f"H{self._next()}",
                        "kind": "valve" if valve else "junction",
                        "is_closed": closed and valve,
                        "is_source": source,
                    }
                    for valve, closed, source in facts
                ]
            )
            sections = self.env["gas.pipe.section"].create(
                [
                    {
                        "code": f"H{self._next()}",
                        "node_from_id": nodes[a].id,
                        "node_to_id": nodes[b].id,
                    }
                    for a, b in pairs
                ]
            )
            broken = data.draw(st.sampled_from(sections.ids))
            found = self.env["gas.pipe.section"].browse(broken)._burst()
            expected = isolate(
                {n.id: (n.kind == "valve", n.is_closed, n.is_source) for n in nodes},
                {s.id: (s.node_from_id.id, s.node_to_id.id) for s in sections},
                broken,
            )
            self.assertEqual(tuple(map(set, found)), expected)

        check()

    def test_examples_of_the_documentation(self):
        import importlib

        tried = doctest.testmod(importlib.import_module(drawing.__module__))
        self.assertGreater(tried.attempted, 1)
        self.assertFalse(tried.failed)
