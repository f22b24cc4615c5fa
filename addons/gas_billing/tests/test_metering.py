"""Meter arithmetic: pure functions, no database."""

import doctest
import sys
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.gas_billing.metering import (
    Limits,
    consumption,
    estimated_index,
    finding,
)

DIGITS = st.integers(4, 8)


@pytest.mark.parametrize("name", ["consumption", "estimate", "history", "plausibility"])
def test_examples_in_docstrings_hold(name):
    module = sys.modules[f"odoo.addons.gas_billing.metering.{name}"]
    outcome = doctest.testmod(module)
    assert outcome.attempted > 0
    assert outcome.failed == 0


def test_rollover_of_five_digits():
    """B09: last 99980, now 35 is 55 m³."""
    assert consumption(Decimal(99980), Decimal(35), 5) == (Decimal(55), True)


@given(DIGITS, st.data())
def test_use_is_what_flowed_whether_the_dial_turned_or_not(digits, data):
    """B09: any use up to a tenth of the dial is found again, from any index."""
    capacity = 10**digits
    before = data.draw(st.integers(0, capacity - 1))
    flowed = data.draw(st.integers(0, capacity // 10))
    now = (before + flowed) % capacity
    volume, rolled_over = consumption(Decimal(before), Decimal(now), digits)
    assert volume == flowed
    assert rolled_over == (before + flowed >= capacity)


@given(DIGITS, st.data())
def test_misread_indexes_do_not_pass_for_a_rollover(digits, data):
    """B05: going back by less than nine tenths of the dial is an error."""
    capacity = 10**digits
    before = data.draw(st.integers(1, capacity - 1))
    back = data.draw(st.integers(1, min(before, capacity * 9 // 10 - 1)))
    use = consumption(Decimal(before), Decimal(before - back), digits)
    assert use == (Decimal(-back), False)


def test_limits_of_zero_switch_checks_off():
    given_facts = {"rolled_over": False, "zeros_before": 9, "estimated": False}
    off = Limits(high=Decimal(0), low=Decimal(0), monthly=None, zero_after=0)
    for volume in (0, 1, 5000):
        odd = finding(Decimal(volume), 30, usual=Decimal(1), limits=off, **given_facts)
        assert odd is None


@given(
    st.decimals(0, 9999, places=0),
    st.decimals(0, 20, places=2),
    st.integers(1, 70),
)
def test_estimates_fit_the_dial(last, daily, days):
    """B07: an estimated index is a whole number that the dial can show."""
    index = estimated_index(last, daily, days, 4)
    assert 0 <= index < 10**4
    assert index == index.to_integral_value()
