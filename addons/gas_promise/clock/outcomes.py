"""What has become of a promise, out of its facts."""

from dataclasses import dataclass, field
from datetime import datetime

from .alarms import next_alarm
from .deadlines import deadline, warning


@dataclass
class Facts:
    """All that happened; moments are aware of their time zone.

    ``pauses``: [(from, to)]; ``decided``: "exempt" or "cancelled" if somebody said so;
    ``alarmed_until``: for when the last alarm was due that was given.
    """

    start: datetime
    target: datetime | None = None
    pauses: list = field(default_factory=list)
    decided: str | None = None
    alarmed_until: datetime | None = None


@dataclass(frozen=True)
class Outcome:
    """``state``: running, paused, kept, broken, exempt or cancelled."""

    state: str
    deadline: datetime | None
    warning: datetime | None
    next_alarm: datetime | None


def outcome(facts, limit, work, warn_percent=0, steps=()):
    """Return the ``Outcome`` of ``Facts``.

    :param Limit limit: what was promised
    :param work: the ``WorkingTime`` it runs in
    :param steps: ``Step`` of the escalation

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
    """
    target = facts.target
    # What was still paused when it was done was not paused any longer.
    pauses = [
        (begin, min(end or target, target) if target else end)
        for begin, end in facts.pauses
        if not target or begin < target
    ]
    due = deadline(limit, facts.start, work, pauses)
    warn = None
    if due and warn_percent:
        warn = warning(facts.start, due, warn_percent, work, pauses)
    if facts.decided:
        return Outcome(facts.decided, due, warn, None)
    if target:
        return Outcome("kept" if target <= due else "broken", due, warn, None)
    if due is None:
        return Outcome("paused", None, None, None)
    late = facts.alarmed_until and facts.alarmed_until >= due
    upcoming = next_alarm(warn, due, steps, facts.alarmed_until)
    return Outcome("broken" if late else "running", due, warn, upcoming)
