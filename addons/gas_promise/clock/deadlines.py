"""Deadlines as Chinese law counts them.

Hours and minutes run from the event. Of days, the day of the event does not count;
the last one ends with business, or at midnight where there is no such end; if it is a
day off, the next working day takes its place. (民法典 art. 201, 203)
"""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from .working_time import NoWorkingTime

SECONDS = {"minute": 60, "hour": 3600}
UNITS = ("minute", "hour", "working_day", "calendar_day")
# Longer ones are mistakes.
MOST_DAYS = 3660


@dataclass(frozen=True)
class Limit:
    """So much time; ``unit`` is one of ``UNITS``."""

    amount: int
    unit: str

    @property
    def counts_days(self):
        return self.unit not in SECONDS


def deadline(limit, start, work, pauses=()):
    """Return the last moment at which the promise is kept, None while it is paused.

    :param limit: a ``Limit``
    :param start: the moment the clock starts
    :param work: the ``WorkingTime`` it runs in
    :param pauses: [(from, to)]; ``to`` is None for one that goes on
    :raise NoWorkingTime: the calendar ends before

    >>> from datetime import datetime, timezone
    >>> from .working_time import WorkingTime
    >>> always = WorkingTime(timezone.utc)
    >>> call = datetime(2026, 1, 31, 23, 58, tzinfo=timezone.utc)
    >>> f"{deadline(Limit(5, 'minute'), call, always):%m-%d %H:%M}"
    '02-01 00:03'
    >>> f"{deadline(Limit(2, 'calendar_day'), call, always):%m-%d %H:%M}"
    '02-03 00:00'
    """
    pauses = merged(pauses)
    if not limit.counts_days:
        return _run(start, limit.amount * SECONDS[limit.unit], work, pauses)
    days = limit.amount
    due = _closing(start, days, limit.unit, work)
    for begin, end in pauses:
        if begin >= due:
            break
        if end is None:
            return None
        if work.elapsed(max(begin, start), end):
            days += _days_between(max(begin, start), end, limit.unit, work)
        due = _closing(start, days, limit.unit, work)
    return due


def warning(start, due, percent, work, pauses=()):
    """Return when ``percent`` of the time to ``due`` has run, pauses left out."""
    pauses = [(begin, end) for begin, end in merged(pauses) if end is not None]
    total = work.elapsed(start, due) - sum(
        work.elapsed(max(begin, start), min(end, due)) for begin, end in pauses
    )
    return min(_run(start, total * percent / 100, work, pauses), due)


def merged(pauses):
    """Return pauses in order, those that touch made one.

    >>> merged([(5, 9), (1, 3), (2, 4)])
    [(1, 4), (5, 9)]
    >>> merged([(1, 3), (2, None), (5, 6)])
    [(1, None)]
    """
    result = []
    for begin, end in sorted(pauses, key=lambda pause: pause[0]):
        last = result[-1][1] if result else begin
        if result and (last is None or begin <= last):
            endless = last is None or end is None
            result[-1] = (result[-1][0], None if endless else max(last, end))
        else:
            result.append((begin, end))
    return result


def _run(start, seconds, work, pauses):
    """Return the moment after ``seconds`` of working time outside ``pauses``."""
    due = work.advance(start, seconds)
    for begin, end in pauses:
        if begin >= due:
            break
        if end is None:
            return None
        due = work.advance(due, work.elapsed(max(begin, start), end))
    return due


def _closing(start, days, unit, work):
    """Return the end of the ``days``-th day after the day of ``start``."""
    first = work.day(start)
    left = days
    for distance in count(1):
        if distance > MOST_DAYS:
            raise NoWorkingTime
        closing = work.closing(first + timedelta(days=distance))
        # Every day counts, or only working days; either way it ends on one of these.
        left -= unit == "calendar_day" or closing is not None
        if left <= 0 and closing is not None:
            return closing


def _days_between(begin, end, unit, work):
    """Count the days after that of ``begin`` up to that of ``end``."""
    first, last = work.day(begin), work.day(end)
    days = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    if unit == "calendar_day":
        return len(days)
    return sum(work.closing(day) is not None for day in days)
