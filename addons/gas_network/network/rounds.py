"""The days on which a round over the network comes again. Pure calculation, no Odoo."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta


def next_round(first, every, unit, after):
    """Return the first day of a series that is later than ``after`` (dates).

    ``first``: where the series begins; ``every`` so many ``unit`` ("day", "week",
    "month"). A month that is too short has its last day, and does not shift the others.

    >>> from datetime import date
    >>> next_round(date(2026, 1, 5), 2, "week", date(2026, 1, 5)).isoformat()
    '2026-01-19'
    >>> [next_round(date(2026, 1, 31), 1, "month", after).isoformat()
    ...  for after in (date(2026, 1, 31), date(2026, 2, 28))]
    ['2026-02-28', '2026-03-31']
    >>> next_round(date(2026, 5, 1), 1, "day", date(2026, 1, 1)).isoformat()
    '2026-05-01'
    """
    if after < first:
        return first
    if unit == "month":
        months = (after.year - first.year) * 12 + after.month - first.month
        count = months // every
        day = first + relativedelta(months=count * every)
        return day if day > after else first + relativedelta(months=(count + 1) * every)
    step = every * (7 if unit == "week" else 1)
    return first + timedelta(((after - first).days // step + 1) * step)
