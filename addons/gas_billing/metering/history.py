"""What earlier readings of a meter tell about the next one.

A row is a dict: date; volume_m3, the use up to it; days, since the reading before;
source; id, None for the installation of the meter. Rows come newest first.
"""

from decimal import Decimal


def as_volume(value):
    """Return the Decimal (m³) of a number with three digits, free of binary noise.

    >>> as_volume(0.1 + 0.2), as_volume(None)
    (Decimal('0.300'), Decimal('0.000'))
    """
    return Decimal(f"{value or 0:.3f}")


def usual_daily(before, date):
    """Return the usual m³ a day (Decimal) before ``date``, or None.

    The same season a year ago if it was read, else the last three valid readings.

    >>> from datetime import date
    >>> def row(day, volume, source="manual"):
    ...     return {"date": day, "volume_m3": volume, "days": 30, "source": source}
    >>> spring = [row(date(2026, month, 20), 30) for month in (4, 3, 2)]
    >>> usual_daily(spring, date(2026, 5, 20))
    Decimal('1.000')
    >>> usual_daily([*spring, row(date(2025, 5, 20), 15)], date(2026, 5, 20))
    Decimal('0.500')
    >>> usual_daily(spring[:2], date(2026, 5, 20)) is None
    True
    """
    valid = [
        row
        for row in before
        if row["days"] and row["source"] != "estimated" and row["volume_m3"] >= 0
    ]
    season = [row for row in valid if 350 <= (date - row["date"]).days <= 380]
    rows = season[:1] or (valid[:3] if len(valid) >= 3 else [])
    days = sum(row["days"] for row in rows)
    if not days:
        return None
    return sum(as_volume(row["volume_m3"]) for row in rows) / days


def zeros_in_a_row(before):
    """Count the readings without use directly before.

    >>> zeros_in_a_row([{"id": 3, "volume_m3": 0}, {"id": 2, "volume_m3": 7}])
    1
    """
    count = 0
    for row in before:
        if row["id"] is None or row["volume_m3"]:
            break
        count += 1
    return count
