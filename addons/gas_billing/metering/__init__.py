"""Meter arithmetic and plausibility of readings: plain Python, no Odoo."""

from .consumption import Consumption, consumption
from .estimate import estimated_index
from .history import as_volume, usual_daily, zeros_in_a_row
from .plausibility import Limits, finding

__all__ = [
    "Consumption",
    "Limits",
    "as_volume",
    "consumption",
    "estimated_index",
    "finding",
    "usual_daily",
    "zeros_in_a_row",
]
