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


def due_alarms(warning, deadline, steps, after, now):
    """Return [(moment, key)] of the alarms later than ``after`` and due before ``now``.

    A promise is broken when its deadline is over, not at that very moment.
    ``after`` is the moment of the last alarm given, None if there was none.
    """
    return [
        (moment, key)
        for moment, key in schedule(warning, deadline, steps)
        if (after is None or moment > after) and moment < now
    ]


def next_alarm(warning, deadline, steps, after):
    """Return the moment of the first alarm later than ``after``, or None."""
    moments = [
        moment
        for moment, _key in schedule(warning, deadline, steps)
        if after is None or moment > after
    ]
    return moments[0] if moments else None
