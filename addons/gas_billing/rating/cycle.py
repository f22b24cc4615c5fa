"""The accumulation cycle: over which days volumes add up before tiers start again."""

from bisect import bisect_right
from datetime import date, timedelta
from reprlib import repr  # one short line, whatever a file holds
from typing import NamedTuple

from .errors import TariffError
from .kinds import FIRST_DAY, LAST_DAY, list_of, text

ONE_DAY = timedelta(days=1)
_COMMON_YEAR = 2001  # 29 February is not a day of every year


class MonthDay(NamedTuple):
    """A day of every year. Compares by its place in the year."""

    month: int
    day: int

    @classmethod
    def load(cls, value):
        """Return the MonthDay of ``"MM-DD"``. :raise TariffError: not one."""
        if isinstance(value, cls):
            return value
        try:
            parsed = date.fromisoformat(f"{_COMMON_YEAR}-{text(value)}")
        except ValueError:
            parsed = None
        if not parsed or parsed.isoformat()[5:] != value:
            raise TariffError("not_month_day", value=repr(value))
        return cls(parsed.month, parsed.day)

    def __str__(self):
        return f"{self.month:02}-{self.day:02}"

    to_json = __str__

    def in_year(self, year):
        return date(year, self.month, self.day)

    def following(self):
        """Return the MonthDay after this one; 03-01 after 02-28."""
        tomorrow = self.in_year(_COMMON_YEAR) + ONE_DAY
        return MonthDay(tomorrow.month, tomorrow.day)


class Window(NamedTuple):
    """One turn of the cycle: days from ``start`` up to, not including, ``end``."""

    start: date
    end: date


#: Cycles that have a name of their own, with the days their windows begin on.
#: ``anniversary``: each household's own year, from its anchor date.
#: ``none``: one window for ever; for flat prices, where a new year is no event.
NAMED_CYCLES = {
    "year": ("01-01",),
    "half_year": ("01-01", "07-01"),
    "month": tuple(f"{month:02}-01" for month in range(1, 13)),
    "anniversary": (),
    "none": (),
}


class Cycle(NamedTuple):
    """When accumulators start again.

    In JSON one of the names of :data:`NAMED_CYCLES`, or a list of the days
    (``"MM-DD"``) windows begin on: ``["11-01"]`` is a year from November,
    ``["11-15", "03-16"]`` a heating season and the rest of the year.

    >>> Cycle.load("year").window(date(2026, 7, 1)).end
    datetime.date(2027, 1, 1)
    >>> Cycle.load(["11-15", "03-16"]).window(date(2026, 1, 1)).start
    datetime.date(2025, 11, 15)
    """

    name: str
    starts: tuple[MonthDay, ...]

    @classmethod
    def load(cls, value):
        """Return the Cycle of its JSON value. :raise TariffError: not one."""
        if isinstance(value, cls):
            return value
        if isinstance(value, str):
            if value not in NAMED_CYCLES:
                choices = ", ".join((*NAMED_CYCLES, 'or a list of "MM-DD"'))
                raise TariffError("not_choice", value=repr(value), choices=choices)
            return cls(value, tuple(map(MonthDay.load, NAMED_CYCLES[value])))
        starts = list_of(MonthDay.load, 1, 365, unique=True)(value)
        return cls("", tuple(sorted(starts)))

    def to_json(self):
        return self.name or [str(start) for start in self.starts]

    def window(self, day, anchor=None):
        """Return the Window that ``day`` lies in.

        ``anchor``: the household's own date, used by ``anniversary`` only.
        :raise TariffError: it is needed and missing.
        """
        if self.starts:
            return self._fixed_window(day)
        if self.name == "none":
            return Window(FIRST_DAY, LAST_DAY)
        if anchor is None:
            raise TariffError("anchor_needed", "usage.anchor")
        year = day.year
        if _anniversary(anchor, year) > day:
            year -= 1
        return Window(_anniversary(anchor, year), _anniversary(anchor, year + 1))

    def _fixed_window(self, day):
        starts, year = self.starts, day.year
        # starts[:index] begin on or before the day, in its own year
        index = bisect_right(starts, (day.month, day.day))
        start = starts[index - 1].in_year(year if index else year - 1)
        years, index = divmod(index, len(starts))
        return Window(start, starts[index].in_year(year + years))


def _anniversary(anchor, year):
    """Return the anniversary of ``anchor``; 28 February stands in for the 29th."""
    try:
        return anchor.replace(year=year)
    except ValueError:
        return anchor.replace(year=year, day=28)
