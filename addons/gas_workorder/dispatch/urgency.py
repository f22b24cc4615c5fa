"""How urgent an order is, in points. Plain Python, no Odoo.

What the order is and whom it concerns is stored with it; how near its limit is changes
with every minute, and is added where it is shown.
"""

_URGENCY = {"emergency": 1000, "urgent": 400, "normal": 100}
_CALL = {"fire": 300, "network": 200, "leak": 100}
PROTECTED = 150  # old, ill, alone: cannot help themselves
REPEATED = 100  # the same fault again
URGED, URGED_AT_MOST = 50, 3
# Nothing two hours before the limit, all of it when the limit is reached.
NEAR_HOURS, NEAR = 2, 200
LATE_PER_HOUR, LATE_AT_MOST = 50, 200


def urgency_points(urgency, call_kind, is_protected=False, is_repeated=False, urges=0):
    """Return the points that do not change with time.

    ``urgency``, ``call_kind``: of the kind of work; ``urges``: how often the customer
    has called again.

    >>> urgency_points("emergency", "fire")
    1300
    >>> urgency_points("urgent", "fault", is_protected=True, is_repeated=True)
    650
    >>> urgency_points("normal", "planned", urges=7)
    250
    """
    return (
        _URGENCY.get(urgency, 0)
        + _CALL.get(call_kind, 0)
        + PROTECTED * bool(is_protected)
        + REPEATED * bool(is_repeated)
        + URGED * min(urges, URGED_AT_MOST)
    )


def waiting_points(hours_left):
    """Return what the nearness of the next limit adds; None: there is no limit.

    >>> [waiting_points(hours) for hours in (None, 5, 2, 1, 0)]
    [0, 0, 0, 100, 200]
    >>> [waiting_points(hours) for hours in (-1, -2, -48)]
    [250, 300, 400]
    """
    if hours_left is None or hours_left >= NEAR_HOURS:
        return 0
    if hours_left >= 0:
        return round(NEAR * (NEAR_HOURS - hours_left) / NEAR_HOURS)
    return NEAR + min(round(LATE_PER_HOUR * -hours_left), LATE_AT_MOST)
