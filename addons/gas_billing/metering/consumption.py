"""From two indexes of a dial to the gas between them."""

from decimal import Decimal
from typing import NamedTuple

# A dial that went back by more than this share of its range has turned over; by less,
# somebody misread it. A meter at full load turns a tenth of its dial in about a year.
ROLLOVER_SHARE = Decimal("0.1")


class Consumption(NamedTuple):
    """``volume``: m³, negative when the index went back without turning over."""

    volume: Decimal
    rolled_over: bool


def consumption(before, now, digits):
    """Return the gas between two indexes (m³, Decimal) of a dial of ``digits``.

    >>> consumption(Decimal(100), Decimal(130), 5)
    Consumption(volume=Decimal('30'), rolled_over=False)

    Past 99999 the dial begins at 0 again (docs/domain/reading-checks.md):

    >>> consumption(Decimal(99980), Decimal(35), 5)
    Consumption(volume=Decimal('55'), rolled_over=True)

    What would be most of a turn is a misreading instead:

    >>> consumption(Decimal(500), Decimal(480), 5)
    Consumption(volume=Decimal('-20'), rolled_over=False)
    """
    volume = now - before
    if volume >= 0:
        return Consumption(volume, False)
    capacity = Decimal(10) ** digits
    around = volume + capacity
    if around <= capacity * ROLLOVER_SHARE:
        return Consumption(around, True)
    return Consumption(volume, False)
