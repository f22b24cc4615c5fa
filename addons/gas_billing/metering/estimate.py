"""Estimate an index that nobody could read."""

from decimal import ROUND_HALF_UP, Decimal


def estimated_index(last_index, daily, days, digits):
    """Return the index (whole m³) after ``days`` of the usual ``daily`` use.

    A dial of ``digits`` turns over as it would in reality.

    >>> estimated_index(Decimal(120), Decimal("0.5"), 31, 5)
    Decimal('136')
    >>> estimated_index(Decimal(99990), Decimal(1), 30, 5)
    Decimal('20')
    """
    index = (last_index + daily * days).quantize(Decimal(1), ROUND_HALF_UP)
    return index % (Decimal(10) ** digits)
