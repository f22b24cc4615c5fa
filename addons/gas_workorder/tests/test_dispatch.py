import doctest
import sys
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..dispatch import Stop, distance, position, route, slots, urgency_points, windows
from ..tools import figures


@tagged("post_install", "-at_install")
class TestDispatchFunctions(BaseCase):
    """D05, D33, D36, D37, C26: who is sent when, how far it is, what comes first."""

    def test_examples_of_the_documentation(self):
        modules = [
            sys.modules[each.__module__] for each in (route, slots, urgency_points)
        ]
        for module in (distance, figures, position, windows, *modules):
            with self.subTest(module=module.__name__):
                tried = doctest.testmod(module)
                self.assertGreater(tried.attempted, 1)
                self.assertFalse(tried.failed)

    def test_gaps_and_windows_make_up_the_week(self):
        window = st.builds(
            windows.Window,
            st.frozensets(st.integers(0, 6), min_size=1),
            st.integers(0, windows.DAY - 1),
            st.integers(0, windows.DAY - 1),
        )

        @settings(max_examples=50, deadline=None, derandomize=True)
        @given(st.lists(window, max_size=4))
        def check(table):
            empty, double = windows.gaps(table), windows.overlaps(table)
            for minute in range(0, windows.WEEK, 13):
                inside = [
                    w for w in table if any(a <= minute < b for a, b in w.spans())
                ]
                self.assertEqual(
                    any(a <= minute < b for a, b in empty), not inside, minute
                )
                self.assertEqual(
                    any(a <= minute < b for a, b in double), len(inside) > 1, minute
                )
                found = windows.window_at(table, minute)
                self.assertEqual(found, inside[0] if inside else None)

        check()

    def test_route_keeps_all_stops_and_what_is_agreed(self):
        nine = datetime(2026, 11, 23, 9)
        moment = st.integers(0, 600).map(
            lambda minute: nine + timedelta(minutes=minute)
        )
        position = st.tuples(st.floats(22.7, 22.9), st.floats(108.2, 108.5))
        stop = st.builds(
            Stop,
            st.integers(),
            st.none() | position,
            st.integers(1, 180),
            st.none() | moment,
        )

        @settings(max_examples=100, deadline=None, derandomize=True)
        @given(st.lists(stop, max_size=9), st.none() | position)
        def check(stops, start):
            found = route(stops, start, nine)
            self.assertEqual(sorted(map(repr, found)), sorted(map(repr, stops)))
            agreed = [each.agreed for each in found if each.agreed]
            self.assertEqual(agreed, sorted(agreed))

        check()

    def test_free_stop_makes_nobody_wait(self):
        """What is agreed in half an hour is not kept waiting by an hour of work."""
        nine = datetime(2026, 11, 23, 9)
        here = (22.80, 108.30)
        agreed = Stop("agreed", here, 30, nine + timedelta(minutes=30))
        long, short = Stop("long", here, 60), Stop("short", here, 20)
        found = route([long, short, agreed], here, nine)
        self.assertEqual([each.key for each in found], ["short", "agreed", "long"])
