"""Working time of a calendar, as far ahead as somebody asks."""

from bisect import bisect_right
from datetime import datetime, time, timedelta

WINDOW = timedelta(days=40)
# A calendar without an hour of work in two years was made by mistake.
HORIZON = timedelta(days=731)


class NoWorkingTime(Exception):
    """The calendar has no working time left in the next two years."""


class WorkingTime:
    """The working intervals of a calendar; without ``fetch``, all of the time.

    :param tz: the time zone that days are counted in (a ``tzinfo``)
    :param fetch: ``fetch(start, end)`` returns [(start, end)] between two moments,
        sorted and apart from each other; asked a window at a time, and once only

    All moments are aware of their time zone.
    """

    def __init__(self, tz, fetch=None):
        self.tz = tz
        self._fetch = fetch
        self._intervals = []
        self._known = None  # (from, to) of what was fetched

    @property
    def is_always(self):
        return self._fetch is None

    def advance(self, start, seconds):
        """Return the moment ``seconds`` of working time after ``start``.

        :raise NoWorkingTime: the calendar ends before
        """
        if self.is_always or not seconds:
            # At the end of a day, no time at all would lead into the next one.
            return start + timedelta(seconds=seconds)
        for begin, end in self._from(start):
            there = (end - begin).total_seconds()
            if seconds <= there:
                return begin + timedelta(seconds=seconds)
            seconds -= there
        raise NoWorkingTime

    def elapsed(self, start, end):
        """Return the seconds of working time between two moments."""
        if end <= start:
            return 0.0
        if self.is_always:
            return (end - start).total_seconds()
        total = 0.0
        for begin, until in self._from(start):
            if begin >= end:
                break
            total += (min(until, end) - begin).total_seconds()
        return total

    def day(self, moment):
        """Return the day (date) that ``moment`` belongs to."""
        return moment.astimezone(self.tz).date()

    def closing(self, day):
        """Return when business ends on ``day``, or None on a day off."""
        midnight = self._midnight(day + timedelta(days=1))
        if self.is_always:
            return midnight
        last = None
        for begin, end in self._from(self._midnight(day)):
            if begin >= midnight:
                break
            last = min(end, midnight)
        return last

    def _midnight(self, day):
        naive = datetime.combine(day, time.min)
        localize = getattr(self.tz, "localize", None)  # pytz
        return localize(naive) if localize else naive.replace(tzinfo=self.tz)

    def _from(self, moment):
        """Yield the intervals from ``moment`` on, the first one cut to it."""
        self._know(moment, moment + WINDOW)
        position = bisect_right(self._intervals, moment, key=lambda each: each[1])
        while self._known[1] < moment + HORIZON:
            for begin, end in self._intervals[position:]:
                yield max(begin, moment), end
            position = len(self._intervals)
            self._know(moment, self._known[1] + WINDOW)

    def _know(self, start, end):
        """Have fetched all intervals between ``start`` and ``end``."""
        first, last = self._known or (start, start)
        if start < first:
            self._intervals[:0] = self._fetch(start, first)
            first = start
        if end > last:
            self._intervals += self._fetch(last, end)
            last = end
        self._known = (first, last)
