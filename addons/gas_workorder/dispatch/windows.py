"""Who is called at which minute of the week. Plain Python, no Odoo.

A table of windows is good when every minute belongs to exactly one of them: a leak that
is reported in a gap has nobody to answer it (docs/domain/service-limits.md has one).
"""

from typing import NamedTuple

DAY = 24 * 60
WEEK = 7 * DAY


class Window(NamedTuple):
    """``days``: of the week on which it begins, 0 for Monday. ``start``, ``end``: in
    minutes of the day; an end that is not after the start lies on the next day.
    ``key``: the caller's, to know it by.
    """

    days: frozenset
    start: int
    end: int
    key: object = None

    def spans(self):
        """Return [(first minute, minute after the last)] of the week, within it.

        >>> Window(frozenset({6}), 1290, 480).spans()  # Sunday 21:30 to Monday 8:00
        [(0, 480), (9930, 10080)]
        """
        length = (self.end - self.start) % DAY or DAY
        found = []
        for day in self.days:
            first = day * DAY + self.start
            last = first + length
            found.append((first, min(last, WEEK)))
            if last > WEEK:
                found.append((0, last - WEEK))
        return sorted(found)


def _edges(windows):
    """Return the sorted ``[(minute, +1 or -1)]`` at which windows begin and end."""
    return sorted(
        (minute, step)
        for window in windows
        for first, last in window.spans()
        for minute, step in ((first, 1), (last, -1))
    )


def _spans_where(windows, wanted):
    found, open_windows, since = [], 0, 0
    for minute, step in [*_edges(windows), (WEEK, 0)]:
        if minute > since and wanted(open_windows):
            if found and found[-1][1] == since:
                found[-1] = (found[-1][0], minute)
            else:
                found.append((since, minute))
        since, open_windows = minute, open_windows + step
    return found


def gaps(windows):
    """Return the spans of the week that no window covers.

    >>> whole_week = frozenset(range(7))
    >>> table = [Window(whole_week, 480, 1020), Window(whole_week, 1050, 480)]
    >>> gaps(table)[0], len(gaps(table))  # 17:00 to 17:30, each day
    ((1020, 1050), 7)
    >>> gaps([Window(whole_week, 0, 0)])
    []
    """
    return _spans_where(windows, lambda count: count == 0)


def overlaps(windows):
    """Return the spans of the week that several windows cover.

    >>> week = frozenset(range(7))
    >>> overlaps([Window(week, 480, 1080), Window(week, 1020, 480)])[0]
    (1020, 1080)
    """
    return _spans_where(windows, lambda count: count > 1)


def window_at(windows, minute):
    """Return the first window that holds a minute of the week, or None.

    >>> day = Window(frozenset(range(7)), 480, 1020, "by day")
    >>> window_at([day], 480).key, window_at([day], 1020)
    ('by day', None)
    """
    for window in windows:
        if any(first <= minute < last for first, last in window.spans()):
            return window
    return None


def minute_of_week(moment):
    """Return the minute of the week of a local datetime.

    >>> from datetime import datetime
    >>> minute_of_week(datetime(2026, 11, 23, 0, 5))  # a Monday
    5
    """
    return moment.weekday() * DAY + moment.hour * 60 + moment.minute
