from .digest import seal
from .figures import NOTHING, rate, spread, tables
from .roster import (
    PATTERNS,
    free_slots,
    gaps,
    minutes_late,
    minutes_until,
    minutes_within,
    slots,
)
