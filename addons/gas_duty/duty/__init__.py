from .digest import seal
from .figures import tables
from .roster import (
    PATTERNS,
    free_slots,
    gaps,
    minutes_late,
    minutes_within,
    slots,
)
