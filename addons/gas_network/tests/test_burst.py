import doctest
import importlib

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from odoo.addons.gas_workorder.tests.common import OrderCase

from ..network import Network, burst, drawing
from .burst_by_search import isolate

SIZE = 7


@st.composite
def networks(draw):
    """Return ``(nodes, pipes, broken)`` of a small network, as ``isolate`` takes it."""
    flags = st.booleans()
    nodes = draw(
        st.lists(st.tuples(flags, flags, flags, flags), min_size=SIZE, max_size=SIZE)
    )
    number = st.integers(0, SIZE - 1)
    pair = st.tuples(number, number).filter(lambda ends: ends[0] != ends[1])
    pipes = draw(st.lists(pair, min_size=1, max_size=10))
    broken = draw(st.integers(0, len(pipes) - 1))
    return dict(enumerate(nodes)), dict(enumerate(pipes)), broken


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
        self.assertEqual(self._of(nodes, found.valves), {"V"})
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

    @settings(max_examples=600, deadline=None)
    @given(networks())
    def test_no_choice_of_valves_is_better(self, network):
        """Least without gas, and fewest valves, of all choices that stop the leak."""
        facts, pipes, broken = network
        closed = frozenset(n for n, (valve, c, _s, _g) in facts.items() if valve and c)
        closable = {
            n for n, (valve, _c, stuck, _g) in facts.items() if valve and not stuck
        }
        sources = frozenset(n for n, (*_valve, source) in facts.items() if source)
        found = burst(
            Network(pipes, sources, frozenset(closable) - closed, closed), broken
        )
        answer = (found.valves, found.kept, found.sources, found.dead)
        self.assertEqual(tuple(map(set, answer)), isolate(facts, pipes, broken))

    def test_analysis_of_records_finds_what_a_pencil_finds(self):
        @settings(max_examples=30)
        @given(networks())
        def check(network):
            facts, pairs, broken = network
            self.env["gas.pipe.section"].search([]).active = False
            self.env["gas.network.node"].search([]).active = False
            nodes = self.env["gas.network.node"].create(
                [
                    {
                        "code": f"H{self._next()}",
                        "kind": "valve" if valve else "junction",
                        "is_closed": closed,
                        "does_not_close": stuck,
                        "is_source": source,
                    }
                    for valve, closed, stuck, source in facts.values()
                ]
            )
            sections = self.env["gas.pipe.section"].create(
                [
                    {
                        "code": f"H{self._next()}",
                        "node_from_id": nodes[a].id,
                        "node_to_id": nodes[b].id,
                    }
                    for a, b in pairs.values()
                ]
            )
            found = sections[broken]._burst()
            valves, kept, shut, dead = isolate(facts, pairs, broken)
            self.assertEqual(set(found.valves), {nodes[n].id for n in valves})
            self.assertEqual(set(found.kept), {nodes[n].id for n in kept})
            self.assertEqual(set(found.sources), {nodes[n].id for n in shut})
            self.assertEqual(set(found.dead), {sections[n].id for n in dead})

        check()

    def test_examples_of_the_documentation(self):
        for pure in (burst, drawing):
            tried = doctest.testmod(importlib.import_module(pure.__module__))
            self.assertGreater(tried.attempted, 1)
            self.assertFalse(tried.failed)
