"""A position as a telephone sends it. Plain Python, no Odoo."""

from typing import NamedTuple

from .distance import metres_between


class Position(NamedTuple):
    """Degrees of WGS 84, and within how many metres they are right."""

    latitude: float
    longitude: float
    accuracy_m: int = 0

    @classmethod
    def of(cls, sent):
        """Return the position that a telephone sent, or None if it is none on earth.

        >>> Position.of({"latitude": 22.817, "longitude": 108.3665, "accuracy": 11.6})
        Position(latitude=22.817, longitude=108.3665, accuracy_m=12)
        >>> Position.of({"latitude": 122.817, "longitude": 108.3665})
        >>> Position.of(None)
        """
        try:
            latitude, longitude = float(sent["latitude"]), float(sent["longitude"])
            accuracy = round(float(sent.get("accuracy") or 0))
        except (TypeError, ValueError, KeyError, OverflowError):
            return None
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            return None
        return cls(latitude, longitude, max(0, min(accuracy, 1_000_000)))

    def metres_to(self, latitude, longitude):
        """Return the whole metres to a place, as the crow flies.

        >>> Position(22.817, 108.3665).metres_to(22.826, 108.3665)
        1001
        """
        return round(metres_between(self[:2], (latitude, longitude)))
