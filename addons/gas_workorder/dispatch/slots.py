"""Which half-days have room for one more appointment. Plain Python, no Odoo."""

from typing import NamedTuple


class Slot(NamedTuple):
    """``start``, ``end``: moments; ``free``: how many appointments still fit."""

    start: object
    end: object
    free: int


def slots(half_days, taken, capacity):
    """Return a ``Slot`` for each of ``half_days``, [(start, end)].

    ``taken``: the moments at which appointments begin; ``capacity``: how many fit into
    each half-day. One that is overfull has 0 free.

    >>> slots([(8, 12), (13, 17)], [8, 9, 15, 18], 2)
    [Slot(start=8, end=12, free=0), Slot(start=13, end=17, free=1)]
    """
    return [
        Slot(
            start,
            end,
            max(0, capacity - sum(start <= moment < end for moment in taken)),
        )
        for start, end in half_days
    ]


def slot_at(found, moment):
    """Return the slot that a moment lies in, or None: nobody counts those hours.

    >>> slot_at([Slot(8, 12, 1)], 9), slot_at([Slot(8, 12, 1)], 12)
    (Slot(start=8, end=12, free=1), None)
    """
    for slot in found:
        if slot.start <= moment < slot.end:
            return slot
    return None
