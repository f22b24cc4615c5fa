"""Tiers (阶梯): bounds and prices, and what a version may add to them."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from . import kinds
from .cycle import Cycle, MonthDay
from .decimals import decimals_of, round_half_up
from .errors import TariffError
from .record import Record, of

MAX_TIERS = 7


@dataclass(frozen=True, kw_only=True)
class Tier(Record):
    """One step. Its price holds for the volume inside it only (超额累进).

    ``to``: upper bound in m³, itself inside the tier; None for the last tier.
    ``price``: yuan per m³, tax included, as published (2 or 3 decimals); or
    ``ratio``: multiple of the first tier's price, rounded half up at its precision.
    """

    to: Decimal | None = of(kinds.optional(kinds.positive), default=None)
    price: Decimal | None = of(kinds.optional(kinds.price), default=None)
    ratio: Decimal | None = of(kinds.optional(kinds.positive), default=None)

    def check(self):
        if (self.price is None) == (self.ratio is None):
            raise TariffError("price_or_ratio", "price")


class PriceTable(NamedTuple):
    """Tiers ready for rating: ``bounds[i]`` ends tier i, the last is None."""

    bounds: tuple[Decimal | None, ...]
    prices: tuple[Decimal, ...]


def load_tiers(values):
    """Return the tuple of Tier of a JSON list. :raise TariffError: contradictory."""
    tiers = kinds.list_of(Tier.from_dict, 1, MAX_TIERS)(values)
    if tiers[0].price is None:
        raise TariffError("first_tier_ratio", "[0].ratio")
    previous = 0
    for index, tier in enumerate(tiers[:-1]):
        if tier.to is None:
            raise TariffError("bound_missing", f"[{index}].to")
        if tier.to <= previous:
            raise TariffError(
                "bounds_not_ascending",
                f"[{index}].to",
                value=tier.to,
                previous=previous,
            )
        previous = tier.to
    if tiers[-1].to is not None:
        raise TariffError("bound_on_last", f"[{len(tiers) - 1}].to")
    return tiers


def price_table(tiers):
    """Return the PriceTable of ``tiers``, with the derived prices worked out.

    >>> price_table(load_tiers([{"to": 360, "price": "3.07"}, {"ratio": "1.5"}])).prices
    (Decimal('3.07'), Decimal('4.61'))
    """
    base = tiers[0].price
    return PriceTable(
        bounds=tuple(tier.to for tier in tiers),
        prices=tuple(
            tier.price or round_half_up(base * tier.ratio, decimals_of(base))
            for tier in tiers
        ),
    )


@dataclass(frozen=True, kw_only=True)
class Season(Record):
    """The tiers of the cycle window that begins on ``start`` (``"MM-DD"``)."""

    start: MonthDay = of(MonthDay.load)
    tiers: tuple[Tier, ...] = of(load_tiers)


@dataclass(frozen=True, kw_only=True)
class Uplift(Record):
    """Larger bounds for large households (多人口家庭).

    ``from_people``: smallest household that has it.
    ``add``: m³ for the first bound, the second, ...; bounds not listed stay.
    ``per_person``: once for each person from the ``from_people``-th on, not just once.
    """

    from_people: int = of(kinds.integer(1, 99))
    add: tuple[Decimal, ...] = of(kinds.list_of(kinds.quantity, 1, MAX_TIERS - 1))
    per_person: bool = of(kinds.boolean, default=False)

    def additions(self, people):
        """Return the m³ to add, bound by bound; ``()`` for a smaller household.

        >>> Uplift(from_people=5, add=["70"], per_person=True).additions(6)
        (Decimal('140'),)
        """
        if people is None or people < self.from_people:
            return ()
        times = people - self.from_people + 1 if self.per_person else 1
        return tuple(volume * times for volume in self.add)


@dataclass(frozen=True, kw_only=True)
class Allowance(Record):
    """A volume at a price of its own, used up before the tiers.

    ``volume``: m³ ``per`` month or cycle; ``price``: yuan per m³, 0.00 when free.
    ``counts``: whether it fills the tiers' accumulator as other gas does.
    """

    volume: Decimal = of(kinds.positive)
    per: str = of(kinds.one_of("month", "cycle"))
    price: Decimal = of(kinds.price_or_free)
    counts: bool = of(kinds.boolean, default=True)


@dataclass(frozen=True, kw_only=True)
class TierOneSeason(Record):
    """Part of the year when all gas costs the first tier's price (采暖期).

    ``first_day``, ``last_day``: both inside it, ``"MM-DD"``.
    ``counts``: whether its gas fills the accumulator for the rest of the cycle.
    """

    first_day: MonthDay = of(MonthDay.load)
    last_day: MonthDay = of(MonthDay.load)
    counts: bool = of(kinds.boolean, default=False)

    def check(self):
        if self.first_day == self.last_day.following():
            raise TariffError(
                "season_all_year", first_day=self.first_day, last_day=self.last_day
            )

    @cached_property
    def _halves(self):
        return Cycle.load([self.first_day, self.last_day.following()])

    def on(self, day):
        """Return ``(whether day is inside, first day on which that changes)``."""
        start, end = self._halves.window(day)
        return (start.month, start.day) == self.first_day, end


@dataclass(frozen=True, kw_only=True)
class Charge(Record):
    """A fixed sum a month, such as the meter rent. ``amount``: yuan, tax included."""

    code: str = of(kinds.label)
    name: str = of(kinds.label)
    amount: Decimal = of(kinds.money)
