"""At which hours gas may be cut off. Plain Python, no Odoo.

Nobody is left without gas over a night, a weekend or a holiday, when no office is open
to which they could pay.
"""

from datetime import timedelta

FIRST_HOUR, LAST_HOUR = 8, 17
LAST_HOUR_FRIDAY = 16


def bad_moments(moment, is_working_day):
    """Return why gas is not cut off at a local ``moment``: "holiday", "night", "eve".

    ``is_working_day``: tells of a date whether the office is open.

    >>> from datetime import datetime
    >>> weekday = lambda day: day.weekday() < 5
    >>> bad_moments(datetime(2026, 11, 26, 10), weekday)  # a Thursday
    []
    >>> bad_moments(datetime(2026, 11, 27, 15), weekday)  # a Friday
    []
    >>> bad_moments(datetime(2026, 11, 27, 16), weekday)
    ['eve']
    >>> bad_moments(datetime(2026, 11, 28, 18), weekday)
    ['holiday', 'night']
    >>> bad_moments(datetime(2026, 12, 31, 9), lambda day: day.month == 12)
    ['eve']
    """
    found = []
    if not is_working_day(moment.date()):
        found.append("holiday")
    if not FIRST_HOUR <= moment.hour < LAST_HOUR:
        found.append("night")
    tomorrow = moment.date() + timedelta(1)
    before_weekend = tomorrow.weekday() >= 5 and moment.hour >= LAST_HOUR_FRIDAY
    before_holiday = tomorrow.weekday() < 5
    if (
        not is_working_day(tomorrow)
        and (before_weekend or before_holiday)
        and not found
    ):
        found.append("eve")
    return found
