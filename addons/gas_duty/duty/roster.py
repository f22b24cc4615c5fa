"""Hours of duty: who comes when, who was late, and when nobody is there.

Plain Python, no Odoo. Spans are pairs (beginning, end) of datetimes.
"""

from datetime import datetime, time, timedelta

# Hours of a day at which its shifts begin and end; after 24, of the next day.
PATTERNS = {
    "two": ((8, 20), (20, 32)),
    "three": ((8, 16), (16, 24), (24, 32)),
}


def slots(first, last, pattern):
    """Return the shifts of the days ``first`` to ``last``, in order.

    >>> from datetime import date
    >>> day = date(2026, 11, 30)
    >>> [f"{a:%d %H}-{b:%d %H}" for a, b in slots(day, day, "two")]
    ['30 08-30 20', '30 20-01 08']
    >>> [f"{a:%d %H}-{b:%d %H}" for a, b in slots(day, day, "three")]
    ['30 08-30 16', '30 16-01 00', '01 00-01 08']
    >>> slots(day, date(2026, 11, 29), "two")
    []
    """
    days = range((last - first).days + 1)
    midnights = [datetime.combine(first + timedelta(n), time()) for n in days]
    return [
        (midnight + timedelta(hours=begin), midnight + timedelta(hours=end))
        for midnight in midnights
        for begin, end in PATTERNS[pattern]
    ]


def free_slots(wanted, taken):
    """Return those of ``wanted`` ([(span, anything)]) that meet none of ``taken``.

    >>> morning, day, night = [(datetime(2026, 1, 1, a), datetime(2026, 1, 1, b))
    ...                        for a, b in ((6, 8), (8, 20), (20, 23))]
    >>> [key for span, key in free_slots([(day, "day"), (night, "night")], [morning])]
    ['day', 'night']
    >>> over = (datetime(2026, 1, 1, 19), datetime(2026, 1, 1, 20))
    >>> [key for span, key in free_slots([(day, "day"), (night, "night")], [over])]
    ['night']
    """
    return [
        (span, key)
        for span, key in wanted
        if not any(start < span[1] and span[0] < end for start, end in taken)
    ]


def gaps(spans, start, end):
    """Return the parts of ``start`` to ``end`` that none of ``spans`` covers.

    >>> at = lambda hour: datetime(2026, 1, 1, hour)
    >>> found = gaps([(at(8), at(12)), (at(11), at(20))], at(6), at(23))
    >>> [(a.hour, b.hour) for a, b in found]
    [(6, 8), (20, 23)]
    >>> gaps([(at(0), at(23))], at(6), at(22))
    []
    >>> len(gaps([(at(22), at(23))], at(6), at(20)))
    1
    """
    found, covered = [], start
    for begin, finish in [*sorted(spans), (end, end)]:
        if covered < min(begin, end):
            found.append((covered, min(begin, end)))
        covered = max(covered, finish)
    return found


def minutes_late(came, begins, early_minutes):
    """Return by how many minutes somebody came late, 0 if in time.

    They come ``early_minutes`` before the shift begins. The clock on the wall has no
    seconds.

    >>> begins = datetime(2026, 1, 1, 8)
    >>> minutes_late(datetime(2026, 1, 1, 7, 50, 59), begins, 10)
    0
    >>> minutes_late(datetime(2026, 1, 1, 7, 51), begins, 10)
    1
    """
    due = begins - timedelta(minutes=early_minutes)
    return max(
        0, int((came.replace(second=0, microsecond=0) - due).total_seconds() / 60)
    )


def minutes_within(span, start, end):
    """Return how many whole minutes of ``span`` lie between ``start`` and ``end``.

    >>> at = lambda hour, minute=0: datetime(2026, 1, 1, hour, minute)
    >>> minutes_within((at(7), at(9)), at(8), at(20))
    60
    >>> minutes_within((at(1), at(2)), at(8), at(9))
    0
    """
    first, last = max(span[0], start), min(span[1], end)
    return max(0, int((last - first).total_seconds() / 60))
