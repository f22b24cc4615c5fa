"""The bounds one household has: per person, per heated area, uplifted, prorated."""

from itertools import accumulate, zip_longest

from .decimals import ZERO, round_half_up
from .errors import TariffError
from .periods import Rule
from .tariff import Tariff
from .usage import Usage


def effective_bounds(tariff: Tariff, usage: Usage, rule: Rule):
    """Return the upper bounds in m³ of the tiers under ``rule``; the last is None.

    :raise TariffError: bounds per m² and no floor area.
    """
    version = rule.version
    bounds = version.table(rule.window).bounds
    begins_inside = rule.since > rule.window.start
    if version.has_plain_bounds and not begins_inside:
        return bounds
    bounds = _sized(bounds[:-1], version, usage, rule.people)
    if begins_inside and tariff.prorate_bounds != "none":
        left, whole = _SHARES[tariff.prorate_bounds](rule.since, rule.window)
        bounds = [bound * left / whole for bound in bounds]
    bounds = [_trim(bound, tariff.volume_digits) for bound in bounds]
    # an uplift of the first bound may pass the second: that tier is then empty
    return (*accumulate(bounds, max), None)


def _sized(bounds, version, usage, people):
    """Return ``bounds`` for the size of the household and of its home."""
    if version.bounds_per == "person":
        people = max(people or 0, version.min_people)
        return [bound * people for bound in bounds]
    if version.bounds_per == "m2":
        if usage.floor_area is None:
            raise TariffError("area_needed", "usage.floor_area")
        bounds = [bound * usage.floor_area for bound in bounds]
    if version.uplift:
        additions = version.uplift.additions(people)
        bounds = map(sum, zip_longest(bounds, additions, fillvalue=ZERO))
    return list(bounds)


def _trim(bound, digits):
    """Round a bound that has more decimals than volumes have."""
    rounded = round_half_up(bound, digits)
    return rounded if rounded != bound else bound


def _days_left(since, window):
    return (window.end - since).days, (window.end - window.start).days


def _months_left(since, window):
    """Return the months left: the first counts whole, a shorter window as one."""
    whole = max(1, _months_between(window.start, window.end))
    return max(1, whole - _months_between(window.start, since)), whole


def _months_between(start, end):
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)


_SHARES = {"day": _days_left, "month": _months_left}
