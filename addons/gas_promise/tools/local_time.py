"""From the clock on a wall to the database, which keeps naive UTC."""

from datetime import datetime

from pytz import utc


def utc_moment(zone, day, clock):
    """Return when it is ``clock`` on ``day`` in ``zone`` (naive UTC).

    >>> from datetime import date, time
    >>> from pytz import timezone
    >>> utc_moment(timezone("Asia/Shanghai"), date(2026, 1, 1), time(8, 30))
    datetime.datetime(2026, 1, 1, 0, 30)
    """
    return naive_utc(zone.localize(datetime.combine(day, clock)))


def naive_utc(moment):
    """Return an aware moment as the database keeps it."""
    return moment.astimezone(utc).replace(tzinfo=None)
