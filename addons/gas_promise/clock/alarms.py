"""Which alarm of a promise is due when."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Step:
    """Tell the role ``group_id`` so many ``minutes`` after the deadline.

    Minutes are those of the clock on the wall, whatever the promise runs in.
    """

    key: str
    minutes: int
    group_id: int


def schedule(warning, deadline, steps):
    """Return [(moment, key)] in order: "warning", "breach", and the keys of steps.

    >>> from datetime import datetime
    >>> at = datetime(2026, 1, 1, 8)
    >>> [key for _at, key in schedule(at, at + timedelta(hours=1), [Step("7", 10, 1)])]
    ['warning', 'breach', '7']
    """
    alarms = [(deadline, "breach")]
    if warning:
        alarms.append((warning, "warning"))
    alarms += [(deadline + timedelta(minutes=s.minutes), s.key) for s in steps]
    # At the same moment the breach is told before its consequences.
    return sorted(alarms, key=lambda alarm: (alarm[0], alarm[1] != "breach"))


def due_alarms(warning, deadline, steps, given, now):
    """Return [(moment, key)] of the alarms to be given that were due before ``now``.

    A promise is broken when its deadline is over, not at that very moment.
    ``given``: {key: the moment that the alarm was last given for}.
    """
    return [
        (moment, key)
        for moment, key in _waiting(warning, deadline, steps, given)
        if moment < now
    ]


def next_alarm(warning, deadline, steps, given):
    """Return the moment of the first alarm to be given, or None."""
    waiting = _waiting(warning, deadline, steps, given)
    return waiting[0][0] if waiting else None


def _waiting(warning, deadline, steps, given):
    """Return the schedule without what was given, for its moment or a later one.

    Each alarm by itself: a deadline that is moved before a warning that was given has
    its breach before it, which nobody has been told of yet.
    """
    return [
        (moment, key)
        for moment, key in schedule(warning, deadline, steps)
        if key not in given or given[key] < moment
    ]
