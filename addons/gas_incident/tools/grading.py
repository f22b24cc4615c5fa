"""How grave an incident is. Plain Python, no Odoo.

Source: docs/domain/emergency-grades.md. A number that is reached counts.
"""

from typing import NamedTuple


class Threshold(NamedTuple):
    """From which numbers on an incident is of ``level`` (1 is the gravest).

    ``loss``: yuan. ``households``: without gas for ``hours`` or longer. A number of 0
    is not looked at.
    """

    level: int
    dead: int = 0
    hurt: int = 0
    loss: float = 0
    households: int = 0
    hours: float = 0

    def is_reached(self, dead, hurt, loss, households, hours):
        return (
            0 < self.dead <= dead
            or 0 < self.hurt <= hurt
            or 0 < self.loss <= loss
            or (0 < self.households <= households and hours >= self.hours)
        )


def level_of(thresholds, *, dead=0, hurt=0, loss=0, households=0, hours=0):
    """Return the gravest level of which one number is reached, or None.

    >>> national = [
    ...     Threshold(1, 30, 100, 100_000_000, 30_000, 24),
    ...     Threshold(2, 10, 50, 50_000_000, 10_000, 24),
    ...     Threshold(3, 3, 10, 10_000_000, 5_000, 24),
    ...     Threshold(4, 1, 1, 1_000_000, 1_000, 24),
    ... ]
    >>> level_of(national, dead=3), level_of(national, dead=2, hurt=50)
    (3, 2)
    >>> level_of(national, households=10_000, hours=24)
    2
    >>> level_of(national, households=30_000, hours=6) is None
    True
    >>> level_of(national, loss=100_000_000)
    1
    """
    reached = [
        each.level
        for each in thresholds
        if each.is_reached(dead, hurt, loss, households, hours)
    ]
    return min(reached, default=None)
