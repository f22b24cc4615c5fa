"""Meter arithmetic and plausibility of readings: plain Python, no Odoo."""

from .consumption import Consumption, consumption
from .estimate import estimated_index
from .plausibility import Limits, finding

__all__ = ["Consumption", "Limits", "consumption", "estimated_index", "finding"]
