from .roster import (
    PATTERNS,
    free_slots,
    gaps,
    minutes_late,
    minutes_until,
    minutes_within,
    slots,
)
