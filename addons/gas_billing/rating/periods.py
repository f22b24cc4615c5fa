"""Cutting a billed period where another rule begins."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .cycle import ONE_DAY, Window
from .decimals import ZERO, decimals_of, round_half_up
from .errors import TariffError
from .tariff import Tariff, Version
from .usage import Usage

#: Decimals of the months a segment has; enough for any sum in fen.
_MONTH_DIGITS = 6


class Rule(NamedTuple):
    """What holds on a day. ``until``: the first later day on which it may not.

    ``since``: day the accumulator began. ``people``: registered household size, None
    without a valid registration or where it does not matter.
    ``at_tier_one``: inside a TierOneSeason.
    """

    version: Version
    window: Window
    since: date
    until: date
    people: int | None
    at_tier_one: bool


class Segment(NamedTuple):
    """The days ``start`` up to, not including, ``end``, under one rule."""

    start: date
    end: date
    volume: Decimal
    months: Decimal
    rule: Rule


def rule_on(tariff: Tariff, usage: Usage, day: date) -> Rule:
    """Return the Rule for ``day``. :raise TariffError: no version, no anchor."""
    index = tariff.index_on(day)
    version = tariff.versions[index]
    window = tariff.cycle.window(day, usage.anchor)
    until = min(tariff.ends[index], window.end)
    since = tariff.accumulates_since(index, window)
    if usage.moved_in:
        since = max(since, usage.moved_in)
    at_tier_one = False
    if version.tier_one_season:
        at_tier_one, change = version.tier_one_season.on(day)
        until = min(until, change)
    people = usage.people if version.depends_on_people else None
    if people and usage.people_until:
        if usage.people_until < day:
            people = None
        elif tariff.period_split == "by_day":
            # under by_reading nobody reads a meter because a registration expires
            until = min(until, usage.people_until + ONE_DAY)
    return Rule(version, window, since, until, people, at_tier_one)


def split_period(tariff: Tariff, usage: Usage) -> list[Segment]:
    """Return the segments of ``usage``; their volumes add up to its volume.

    :raise TariffError: a day without a version; ``by_reading`` without a reading.
    """
    start, end, months = usage.start, usage.end, usage.billed_months
    if start == end or tariff.period_split == "by_end":
        rule = rule_on(tariff, usage, end)
        return [Segment(start, end, usage.volume, months, rule)]
    rules = [rule_on(tariff, usage, start)]
    days = [start]
    while (change := rules[-1].until) < end:
        rules.append(rule_on(tariff, usage, change))
        days.append(change)
    if len(rules) == 1:
        return [Segment(start, end, usage.volume, months, rules[0])]
    days.append(end)
    volumes = _shares(usage.volume, days, usage.readings, tariff.volume_digits)
    if tariff.period_split == "by_reading":
        _require_readings(tariff, usage, days[1:-1])
    return list(
        map(
            Segment,
            days[:-1],
            days[1:],
            volumes,
            _shares(months, days, (), _MONTH_DIGITS),
            rules,
        )
    )


def _require_readings(tariff, usage, days):
    read = {reading.day for reading in usage.readings}
    for day in days:
        if day not in read:
            raise TariffError(
                "reading_needed", "usage.readings", tariff=tariff.code, day=day
            )


def _shares(total, days, readings, digits):
    """Cut ``total`` at each inner day of ``days``, pro rata by day between readings.

    The shares add up to ``total`` exactly, and none falls when ``total`` grows: each
    cut rounds a share of what lies before the cut after it, so one unit more of
    ``total`` moves every cut by one unit or not at all. A total written with more
    decimals than ``digits`` is cut as finely as it is written.

    >>> days = [date(2026, 12, 1), date(2026, 12, 11), date(2027, 1, 1)]
    >>> _shares(Decimal(30), days, (), 2)
    [Decimal('9.68'), Decimal('20.32')]
    """
    known = [(days[0], ZERO), *((each.day, each.volume) for each in readings)]
    digits = max(digits, *(decimals_of(volume) for _day, volume in known))
    digits = max(digits, decimals_of(total))
    upper_day, upper = days[-1], total
    shares = []
    for cut in reversed(days[:-1]):
        after = upper
        while known[-1][0] > cut:
            upper_day, upper = known.pop()
        lower_day, lower = known[-1]
        part = (upper - lower) * (cut - lower_day).days / (upper_day - lower_day).days
        upper_day, upper = cut, lower + round_half_up(part, digits)
        shares.append(after - upper)
    return shares[::-1]
