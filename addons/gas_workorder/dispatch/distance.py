"""How far two positions lie apart. Plain arithmetic, no Odoo."""

from math import asin, cos, radians, sin, sqrt

_EARTH_M = 6_371_000


def metres_between(one, other):
    """Return the metres between two (latitude, longitude) in degrees, by air.

    >>> round(metres_between((22.8170, 108.3665), (22.8170, 108.3665)))
    0
    >>> round(metres_between((22.8170, 108.3665), (22.8260, 108.3665)))
    1001
    """
    (latitude, longitude), (to_latitude, to_longitude) = one, other
    half_height = radians(to_latitude - latitude) / 2
    half_width = radians(to_longitude - longitude) / 2
    shrunk = cos(radians(latitude)) * cos(radians(to_latitude))
    chord = sin(half_height) ** 2 + shrunk * sin(half_width) ** 2
    return 2 * _EARTH_M * asin(sqrt(min(chord, 1.0)))
