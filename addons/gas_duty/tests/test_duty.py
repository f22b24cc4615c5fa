import doctest
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..duty import digest, figures, roster

_DAY = datetime(2026, 1, 1)


@tagged("post_install", "-at_install")
class TestDutyFunctions(BaseCase):
    """C33, D41, F01: hours of duty, figures and their seal, in plain Python."""

    def test_examples_of_the_documentation(self):
        for module in (digest, figures, roster):
            with self.subTest(module=module.__name__):
                tried = doctest.testmod(module)
                self.assertTrue(tried.attempted)
                self.assertFalse(tried.failed)

    def test_patterns_leave_no_hour_to_nobody(self):
        for pattern in roster.PATTERNS:
            with self.subTest(pattern=pattern):
                spans = roster.slots(date(2026, 2, 27), date(2026, 3, 2), pattern)
                whole = (datetime(2026, 2, 27, 8), datetime(2026, 3, 3, 8))
                self.assertEqual(roster.gaps(spans, *whole), [])
                self.assertEqual(sum((b - a).days * 24 for a, b in spans), 0)
                hours = sum((b - a).total_seconds() / 3600 for a, b in spans)
                self.assertEqual(hours, 4 * 24, "no hour twice")

    def test_gaps_and_spans_make_up_the_time(self):
        hours = st.integers(0, 48)
        span = st.tuples(hours, hours).filter(lambda pair: pair[0] < pair[1])

        @settings(max_examples=60, deadline=None, derandomize=True)
        @given(st.lists(span, max_size=5), span)
        def check(spans, whole):
            def moments(pair):
                return tuple(_DAY + timedelta(hours=hour) for hour in pair)

            found = roster.gaps([moments(each) for each in spans], *moments(whole))
            for hour in range(*whole):
                moment = _DAY + timedelta(hours=hour)
                covered = any(a <= hour < b for a, b in spans)
                in_gap = any(a <= moment < b for a, b in found)
                self.assertEqual(in_gap, not covered)

        check()
