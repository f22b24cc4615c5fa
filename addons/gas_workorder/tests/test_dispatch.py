import doctest

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.tests import BaseCase, tagged

from ..dispatch import distance, position, windows


@tagged("post_install", "-at_install")
class TestDispatchFunctions(BaseCase):
    """D05, C26: who is sent at which minute, and how far it is."""

    def test_examples_of_the_documentation(self):
        for module in (distance, position, windows):
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
