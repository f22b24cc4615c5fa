"""In which order a crew drives to the orders of its day. Plain Python, no Odoo."""

from datetime import datetime, timedelta
from typing import NamedTuple

from .distance import metres_between

METRES_PER_MINUTE = 300  # as the crow flies, through a town
UNKNOWN_DRIVE = timedelta(minutes=15)
# Is agreed before anything else.
AT_ONCE = datetime.min


class Stop(NamedTuple):
    """Where one works. ``key``: the caller's, to know it by.

    ``position``: (latitude, longitude), or None when nobody knows; ``minutes``: how
    long the work takes; ``agreed``: the time that is agreed with the customer, or None.
    """

    key: object
    position: tuple | None = None
    minutes: float = 60
    agreed: datetime | None = None


def route(stops, position, now):
    """Return ``stops`` in the order in which they are driven.

    What is agreed is kept, in the order of its times. The others follow each other by
    the shortest way, each as long as there is time for it before what is agreed.
    ``position``: where the crew is, or None; nothing being near then, the first of
    ``stops`` is the first.

    >>> nine = datetime(2026, 11, 23, 9)
    >>> stops = [
    ...     Stop("far", (22.90, 108.30)),
    ...     Stop("agreed", (22.83, 108.30), agreed=datetime(2026, 11, 23, 10, 30)),
    ...     Stop("near", (22.81, 108.30)),
    ...     Stop("nowhere"),
    ... ]
    >>> [stop.key for stop in route(stops, (22.80, 108.30), nine)]
    ['near', 'agreed', 'far', 'nowhere']
    >>> [stop.key for stop in route(stops[:1] + stops[2:3], None, nine)]
    ['far', 'near']
    """
    free = [stop for stop in stops if not stop.agreed]
    agreed = sorted(
        (stop for stop in stops if stop.agreed), key=lambda stop: stop.agreed
    )
    found = []
    for goal in [*agreed, None]:
        while nearest := _nearest(free, position, now, goal):
            free.remove(nearest)
            found.append(nearest)
            now = _left(nearest, position, now)
            position = nearest.position or position
        if goal:
            found.append(goal)
            now = max(_left(goal, position, now), goal.agreed + _work(goal))
            position = goal.position or position
    return found


def _nearest(free, position, now, goal):
    """Return the nearest of ``free`` that leaves time for ``goal``, or None."""
    in_time = [
        stop
        for stop in free
        if not goal
        or _left(stop, position, now) + _drive(stop.position, goal.position)
        <= goal.agreed
    ]
    # Whom nobody can place comes last.
    return min(
        in_time,
        key=lambda stop: (not stop.position, _drive(position, stop.position)),
        default=None,
    )


def _work(stop):
    return timedelta(minutes=stop.minutes)


def _left(stop, position, now):
    """Return when the crew that is at ``position`` now is done at ``stop``."""
    return now + _drive(position, stop.position) + _work(stop)


def _drive(start, end):
    if not (start and end):
        return UNKNOWN_DRIVE
    return timedelta(minutes=metres_between(start, end) / METRES_PER_MINUTE)
