"""What is odd about a reading, compared with what the household used before."""

from decimal import Decimal
from typing import NamedTuple

DAYS_A_MONTH = Decimal("30.4375")


class Limits(NamedTuple):
    """What is normal for a class of users; a limit of 0 or None is no limit.

    ``high``, ``low``: share of the usual daily use, such as 3 and 0.2.
    ``monthly``: m³ a month above which somebody looks, whatever was usual.
    ``zero_after``: number of readings in a row without use that are odd.
    ``trivial``: m³ a month below which no change is worth a look.
    """

    high: Decimal = Decimal(3)
    low: Decimal = Decimal("0.2")
    monthly: Decimal | None = None
    zero_after: int = 2
    trivial: Decimal = Decimal(10)


def finding(volume, days, *, usual, rolled_over, zeros_before, estimated, limits):
    """Return what is odd about a reading, most serious first, or None.

    ``volume``: m³ since the reading before; ``days``: since then. ``usual``: m³ a day
    in comparable periods, None if there are too few. ``zeros_before``: readings
    without use in a row before this one. ``estimated``: the reading before was one.

    One of "backwards", "below_estimate", "rollover", "zero", "monthly", "high",
    "low".

    >>> def of(volume, days=30, usual=None, **odd):
    ...     given = {"rolled_over": False, "zeros_before": 0, "estimated": False}
    ...     limits = Limits(monthly=Decimal(50))
    ...     return finding(Decimal(volume), days, usual=usual, limits=limits,
    ...                    **{**given, **odd})
    >>> of(-3), of(-3, estimated=True), of(4, rolled_over=True)
    ('backwards', 'below_estimate', 'rollover')
    >>> of(0), of(0, zeros_before=1), of(51), of(49)
    (None, 'zero', 'monthly', None)
    >>> of(40, usual=Decimal("0.4")), of(40, usual=Decimal("0.5"))
    ('high', None)
    >>> of(2, usual=Decimal("0.5")), of(2, usual=Decimal("0.1"))
    ('low', None)
    """
    if volume < 0:
        return "below_estimate" if estimated else "backwards"
    if rolled_over:
        return "rollover"
    if volume == 0:
        odd = limits.zero_after and zeros_before + 1 >= limits.zero_after
        return "zero" if odd else None
    months = max(Decimal(days) / DAYS_A_MONTH, Decimal("0.5"))
    if limits.monthly and volume > limits.monthly * months:
        return "monthly"
    if usual is None:
        return None
    expected = usual * max(days, 1)
    trivial = limits.trivial * months
    if limits.high and volume > expected * limits.high and volume > trivial:
        return "high"
    if limits.low and volume < expected * limits.low and expected > trivial:
        return "low"
    return None
