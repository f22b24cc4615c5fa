"""Lives of devices: pure calculation, no database."""

import doctest
from datetime import date

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.gas_customer.tools import lifetimes
from odoo.addons.gas_customer.tools.lifetimes import (
    Device,
    Life,
    end_of_life,
    first_crossing,
)

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
STOVE = Life("stove", "sold", 96)


def test_examples_in_docstrings_hold():
    outcome = doctest.testmod(lifetimes)
    assert outcome.attempted > 0
    assert outcome.failed == 0


@pytest.mark.parametrize(
    ("counted_from", "expected"),
    [
        ("made", date(2030, 1, 1)),
        ("sold", date(2030, 2, 2)),
        ("fitted", date(2030, 3, 3)),
    ],
)
def test_life_is_counted_from_the_day_that_the_table_names(counted_from, expected):
    device = Device(
        "x", made=date(2020, 1, 1), sold=date(2020, 2, 2), fitted=date(2020, 3, 3)
    )
    assert end_of_life([Life("x", counted_from, 120)], device) == expected


def test_fuel_goes_before_use_and_both_before_either():
    lives = [
        Life("alarm", "made", 1),
        Life("alarm", "made", 2, use="home"),
        Life("alarm", "made", 3, fuel="lpg"),
        Life("alarm", "made", 4, fuel="lpg", use="home"),
    ]

    def months(fuel, use):
        return lifetimes.life_of(lives, Device("alarm", fuel, use)).months

    assert months("natural", "commerce") == 1
    assert months("natural", "home") == 2
    assert months("lpg", "commerce") == 3
    assert months("lpg", "home") == 4


def test_month_end_stays_in_its_month():
    rubber = [Life("hose", "fitted", 18)]
    assert end_of_life(rubber, Device("hose", fitted=date(2024, 8, 31))) == date(
        2026, 2, 28
    )


def test_hose_of_an_appliance_without_dates_has_no_end():
    hose = Device("hose", fitted=date(2024, 1, 1), serves=Device("stove"))
    assert end_of_life([STOVE, Life("hose", "appliance")], hose) is None
    known = [STOVE, Life("hose", "appliance", 96)]
    assert end_of_life(known, hose) == date(2032, 1, 1)


@given(DAYS, st.integers(1, 240), st.none() | DAYS)
def test_end_is_never_later_than_the_maker_says(sold, months, stated):
    end = end_of_life(
        [Life("x", "sold", months)], Device("x", sold=sold, stated=stated)
    )
    by_table = sold + relativedelta(months=months)
    assert end == (min(by_table, stated) if stated else by_table)
    assert end > sold or end == stated


@given(DAYS, DAYS, st.integers(1, 240))
def test_who_is_older_goes_first(one, other, months):
    lives = [Life("x", "made", months)]
    ends = [end_of_life(lives, Device("x", made=day)) for day in sorted([one, other])]
    assert ends == sorted(ends)


@given(st.lists(st.none() | DAYS, max_size=4))
def test_days_in_order_never_cross(days):
    ordered = iter(sorted(filter(None, days)))
    named = [(str(n), day and next(ordered)) for n, day in enumerate(days)]
    assert first_crossing(named) is None
