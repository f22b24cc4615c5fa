"""Figures of reports, in plain Python.

Cells are whole numbers or words: what is frozen reads the same for ever.
"""

from typing import Any, NamedTuple

NOTHING = "–"


class Period(NamedTuple):
    """Days and a place that figures are about; without days: as it stands now."""

    company: Any  # res.company
    station: Any  # gas.area, or none of them: all of the company
    start: Any = None  # naive UTC
    end: Any = None

    @property
    def place(self):
        """The domain of records with a company and a station."""
        place = [("company_id", "=", self.company.id)]
        if self.station:
            place.append(("station_id", "=", self.station.id))
        return place

    def within(self, name):
        """Return the domain of what has its field ``name`` in [start, end[."""
        return [(name, ">=", self.start), (name, "<", self.end)]

    def clock(self, moment):
        """Return a moment (naive UTC) as the clock of the company showed it."""
        if not moment:
            return NOTHING
        return f"{self.company._promise_local(moment):%m-%d %H:%M}"


def rate(kept, broken):
    """Return the share of promises that were kept, in percent, as words.

    >>> rate(2, 1), rate(5, 0), rate(0, 0)
    ('66.7 %', '100.0 %', '–')
    """
    return f"{100 * kept / (kept + broken):.1f} %" if kept + broken else NOTHING


def spread(rows, columns):
    """Return {key: {column: count}} of ``rows`` [(key, column, count)].

    Each key has all of ``columns``, and what falls into none of them is left out.

    >>> spread([("repair", "done", 2), ("repair", "odd", 1)], ("new", "done"))
    {'repair': {'new': 0, 'done': 2}}
    """
    found = {}
    for key, column, count in rows:
        counts = found.setdefault(key, dict.fromkeys(columns, 0))
        if column in counts:
            counts[column] += count
    return found


def minutes_until(start, end):
    """Return in which minute after ``start`` the ``end`` was, counted from 1.

    More than five is more than five minutes, be it by a second.

    >>> from datetime import datetime
    >>> at = lambda minute, second=0: datetime(2026, 1, 1, 8, minute, second)
    >>> minutes_until(at(0), at(5)), minutes_until(at(0), at(5, 1))
    (5, 6)
    >>> minutes_until(at(0), False)
    '–'
    """
    return -int(-(end - start).total_seconds() // 60) if end else NOTHING
