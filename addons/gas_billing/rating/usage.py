"""What is rated: gas used over a period, and what the cycle has seen before."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from . import kinds
from .decimals import ZERO, as_decimal
from .errors import TariffError
from .record import Record, of


def billed_volume(value):
    """Accept a volume of zero or more; a correction is no volume."""
    value = as_decimal(value)
    if value < ZERO:
        raise TariffError("negative_volume", value=value)
    return value.copy_abs()


@dataclass(frozen=True, slots=True)
class Reading(Record):
    """An actual reading inside the period.

    ``volume``: m³ used from the start of the period up to the start of ``day``.
    """

    day: date = of(kinds.day)
    volume: Decimal = of(kinds.quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage(Record):
    """Gas used from the reading of day ``start`` to the reading of day ``end``.

    A reading stands for the start of its day: the days billed are ``start`` up to,
    not including, ``end``. Equal days are a purchase at that moment (prepaid).

    ``volume``: m³. ``readings``: others inside the period, in order of time.
    ``people``: registered household size, valid up to and including ``people_until``.
    ``floor_area``: m² heated. ``anchor``: start of the household's own year.
    ``months``: billed months, for what is counted by the month; by default the
    turns of the month in the period, so that a chain of bills counts each once.
    ``agreed_price``: yuan per m³ of the contract, for a negotiable tariff.
    ``moved_in``: first day of the contract, when it may lie inside the cycle.
    """

    volume: Decimal = of(billed_volume)
    start: date = of(kinds.day)
    end: date = of(kinds.day)
    readings: tuple[Reading, ...] = of(kinds.list_of(Reading.from_dict), default=())
    people: int | None = of(kinds.optional(kinds.integer(1, 99)), default=None)
    people_until: date | None = of(kinds.optional(kinds.day), default=None)
    floor_area: Decimal | None = of(kinds.optional(kinds.positive), default=None)
    months: Decimal | None = of(kinds.optional(kinds.quantity), default=None)
    agreed_price: Decimal | None = of(kinds.optional(kinds.positive), default=None)
    anchor: date | None = of(kinds.optional(kinds.day), default=None)
    moved_in: date | None = of(kinds.optional(kinds.day), default=None)

    def check(self):
        if self.end < self.start:
            raise TariffError("period_reversed", "end", start=self.start, end=self.end)
        if self.moved_in and self.moved_in > self.start:
            raise TariffError(
                "moved_in_late", "moved_in", moved_in=self.moved_in, start=self.start
            )
        if self.readings:
            self._check_readings()

    def _check_readings(self):
        day, volume = self.start, ZERO
        for index, reading in enumerate(self.readings):
            if not self.start < reading.day < self.end:
                raise TariffError(
                    "reading_outside",
                    f"readings[{index}].day",
                    day=reading.day,
                    start=self.start,
                    end=self.end,
                )
            if reading.day <= day or not volume <= reading.volume <= self.volume:
                raise TariffError(
                    "reading_order",
                    f"readings[{index}]",
                    day=reading.day,
                    volume=reading.volume,
                )
            day, volume = reading.day, reading.volume

    @property
    def billed_months(self):
        if self.months is not None:
            return self.months
        start, end = self.start, self.end
        return Decimal((end.year - start.year) * 12 + end.month - start.month)


@dataclass(frozen=True, slots=True)
class Accumulator(Record):
    """What one window of the cycle has seen so far.

    ``since``: day it began; None for "the window of the next bill".
    ``volume``: m³ that fill the tiers. ``allowance``: m³ drawn from an allowance.
    """

    since: date | None = of(kinds.optional(kinds.day), default=None)
    volume: Decimal = of(kinds.quantity, default=ZERO)
    allowance: Decimal = of(kinds.quantity, default=ZERO)

    def continued(self, since):
        """Return this, or an empty one when a new window began ``since`` then.

        :raise TariffError: this one belongs to a later window.
        """
        if self.since == since:
            return self
        if self.since is None:
            return Accumulator(since, self.volume, self.allowance)
        if self.since > since:
            raise TariffError(
                "accumulator_ahead",
                "accumulator.since",
                since=self.since,
                expected=since,
            )
        return Accumulator(since)
