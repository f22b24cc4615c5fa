"""How long gas devices may be used. Pure calculation on dates, no Odoo.

A table of lives says: this kind of device, on this fuel, in this use, so many months
from the day it was made, sold or fitted. Some hoses live as long as their appliance.
"""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

# From which days a life may be counted when the right one is not known: never the
# later ones first, so that no device seems younger than it is.
INSTEAD = {
    "made": ("made", "sold", "fitted"),
    "sold": ("sold", "made", "fitted"),
    "fitted": ("fitted", "sold", "made"),
    "appliance": ("fitted", "sold", "made"),
}


@dataclass(frozen=True)
class Life:
    """One row of the table. ``fuel``, ``use``: None stands for any.

    ``counted_from``: a key of INSTEAD. "appliance": as long as the one it serves, and
    so many months from its fitting as long as nobody knows that one or its end.
    """

    kind: object
    counted_from: str
    months: int = 0
    fuel: str | None = None
    use: str | None = None


@dataclass(frozen=True)
class Device:
    """What a life is counted for. ``stated``: the end that its maker states."""

    kind: object
    fuel: str | None = None
    use: str | None = None
    made: date | None = None
    sold: date | None = None
    fitted: date | None = None
    stated: date | None = None
    serves: "Device | None" = None


def life_of(lives, device):
    """Return the life that fits ``device`` best, or None: fuel tells before use.

    >>> any_fuel = Life("stove", "sold", 96)
    >>> town_gas = Life("stove", "sold", 72, fuel="manufactured")
    >>> life_of([any_fuel, town_gas], Device("stove", "manufactured")).months
    72
    >>> life_of([any_fuel, town_gas], Device("stove", "natural")).months
    96
    >>> life_of([town_gas], Device("stove", "natural"))
    """
    fitting = [
        life
        for life in lives
        if life.kind == device.kind
        and life.fuel in (None, device.fuel)
        and life.use in (None, device.use)
    ]
    best = sorted(fitting, key=lambda life: (life.fuel is None, life.use is None))
    return best[0] if best else None


def end_of_life(lives, device):
    """Return the last day that ``device`` may be used, or None if nobody can tell.

    What the maker states counts when it is the earlier of the two.

    >>> lives = [Life("stove", "sold", 96), Life("hose", "appliance")]
    >>> stove = Device("stove", sold=date(2020, 2, 29))
    >>> end_of_life(lives, stove)
    datetime.date(2028, 2, 29)
    >>> end_of_life(lives, Device("hose", serves=stove))
    datetime.date(2028, 2, 29)
    >>> end_of_life(lives, Device("stove", made=date(2020, 1, 5)))
    datetime.date(2028, 1, 5)
    >>> end_of_life(lives, Device("stove", stated=date(2026, 5, 1)))
    datetime.date(2026, 5, 1)
    >>> end_of_life(lives, Device("hose", fitted=date(2024, 1, 1)))
    >>> lives = [Life("hose", "appliance", 96)]
    >>> end_of_life(lives, Device("hose", fitted=date(2024, 1, 1)))
    datetime.date(2032, 1, 1)
    """
    ends = [device.stated, _end_by_table(lives, device)]
    return min((end for end in ends if end), default=None)


def _end_by_table(lives, device):
    life = life_of(lives, device)
    if not life:
        return None
    if life.counted_from == "appliance" and device.serves:
        end = end_of_life(lives, device.serves)
        if end:
            return end
    if not life.months:
        return None
    days = (getattr(device, name) for name in INSTEAD[life.counted_from])
    start = next(filter(None, days), None)
    return start and start + relativedelta(months=life.months)


def first_crossing(days):
    """Return the names of the first two of ``days`` that stand in the wrong order.

    ``days``: [(name, date or None)] in the order in which they must have come.

    >>> first_crossing([("made", date(2024, 1, 2)), ("sold", date(2024, 1, 1))])
    ('made', 'sold')
    >>> first_crossing([("made", date(2024, 1, 1)), ("sold", None)])
    """
    known = [(name, day) for name, day in days if day]
    for (earlier, day), (later, next_day) in zip(known, known[1:], strict=False):
        if day > next_day:
            return earlier, later
    return None
