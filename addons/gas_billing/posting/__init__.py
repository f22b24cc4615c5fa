"""Set-based posting: many posted invoices in a handful of statements.

The ORM makes a few invoices of each class; the others are clones of them in which what
differs from bill to bill is computed. See docs/decisions/0006.
"""

from .drafts import Draft, DraftLine
from .numbers import BlockLost, Series, hold
from .savepoint import savepoint
from .writer import REFUSALS, SetWriter, explain

__all__ = [
    "REFUSALS",
    "BlockLost",
    "Draft",
    "DraftLine",
    "Series",
    "SetWriter",
    "explain",
    "hold",
    "savepoint",
]
