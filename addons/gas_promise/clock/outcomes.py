"""What has become of a promise, out of its facts."""

from dataclasses import dataclass, field
from datetime import datetime

from .alarms import next_alarm
from .deadlines import deadline, warning


@dataclass
class Facts:
    """All that happened; moments are aware of their time zone.

    ``pauses``: [(from, to)]; ``cancelled``: since when it does not apply any more;
    ``is_exempt``: whether somebody took it out of the figures; ``given``: {key of an
    alarm: the moment that it was last given for}.
    """

    start: datetime
    target: datetime | None = None
    cancelled: datetime | None = None
    is_exempt: bool = False
    pauses: list = field(default_factory=list)
    given: dict = field(default_factory=dict)

    @property
    def end(self):
        """When it ended, in time or late; None while it has not."""
        return min(filter(None, (self.target, self.cancelled)), default=None)


@dataclass(frozen=True)
class Outcome:
    """``state``: running, paused, kept, broken, exempt or cancelled.

    A broken promise is open until it is kept after all, or does not apply any more.
    """

    state: str
    is_open: bool
    deadline: datetime | None
    warning: datetime | None
    next_alarm: datetime | None = None


def outcome(facts, limit, work, warn_percent=0, steps=(), times=None):
    """Return the ``Outcome`` of ``Facts``.

    :param Limit limit: what was promised
    :param work: the ``WorkingTime`` it runs in
    :param steps: ``Step`` of the escalation
    :param times: (deadline, warning) of a promise that keeps those it ended by

    >>> from datetime import timedelta, timezone
    >>> from . import Limit, WorkingTime
    >>> always = WorkingTime(timezone.utc)
    >>> call = datetime(2026, 1, 1, 8, tzinfo=timezone.utc)
    >>> out = Facts(call, target=call + timedelta(minutes=5))
    >>> outcome(out, Limit(5, "minute"), always).state
    'kept'
    >>> out.target += timedelta(seconds=1)
    >>> outcome(out, Limit(5, "minute"), always).state
    'broken'

    What was cancelled after its limit was broken before.

    >>> late = Facts(call, cancelled=call + timedelta(minutes=6))
    >>> ended = outcome(late, Limit(5, "minute"), always)
    >>> ended.state, ended.is_open
    ('broken', False)
    """
    due, warn = times or _times(facts, limit, work, warn_percent)
    if facts.is_exempt:
        return Outcome("exempt", False, due, warn)
    if facts.end:
        return Outcome(_ended(facts, due), False, due, warn)
    if due is None:
        return Outcome("paused", True, None, None)
    missed = "breach" in facts.given and facts.given["breach"] >= due
    upcoming = next_alarm(warn, due, steps, facts.given)
    return Outcome("broken" if missed else "running", True, due, warn, upcoming)


def _ended(facts, due):
    if due and facts.end > due:
        return "broken"
    return "cancelled" if facts.cancelled else "kept"


def _times(facts, limit, work, warn_percent):
    """Return (deadline, warning), without parts of a second.

    The database keeps none: an alarm that was given would be due once more.
    """
    target = facts.target
    # What was still paused when it was done was not paused any longer.
    pauses = [
        (begin, min(end or target, target) if target else end)
        for begin, end in facts.pauses
        if not target or begin < target
    ]
    due = deadline(limit, facts.start, work, pauses)
    if due is None:
        return None, None
    due = due.replace(microsecond=0)
    if not warn_percent:
        return due, None
    warn = warning(facts.start, due, warn_percent, work, pauses)
    return due, warn.replace(microsecond=0)
