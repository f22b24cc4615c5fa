"""Set-based posting: many posted invoices in a handful of statements.

The ORM makes the first invoices of each class for real; the others are clones of them
in which what differs from bill to bill is computed. See docs/decisions/0006.
"""

from .savepoint import savepoint
from .writer import NotAlike, SetWriter

__all__ = ["NotAlike", "SetWriter", "savepoint"]
