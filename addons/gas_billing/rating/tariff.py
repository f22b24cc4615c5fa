"""Tariffs (气价) and their dated versions. Immutable and checked when built."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from . import kinds
from .cycle import ONE_DAY, Cycle
from .errors import TariffError
from .record import Record, of
from .tiers import (
    Allowance,
    Charge,
    Season,
    Tier,
    TierOneSeason,
    Uplift,
    load_tiers,
    price_table,
)

USER_CLASSES = ("resident", "commercial", "industrial", "public_welfare", "heating")


@dataclass(frozen=True, kw_only=True)
class Version(Record):
    """The prices of a tariff over a span of days, as one notice states them.

    ``valid_from``: first day; None for "since ever", on the earliest version only.
    ``valid_to``: last day; None until the next version begins.
    ``document``: number of the notice. The other keys: config/tariffs/README.md.
    """

    valid_from: date | None = of(kinds.optional(kinds.day), default=None)
    valid_to: date | None = of(kinds.optional(kinds.day), default=None)
    document: str = of(kinds.text, default="")
    note: str = of(kinds.text, default="")
    tiers: tuple[Tier, ...] | None = of(kinds.optional(load_tiers), default=None)
    seasons: tuple[Season, ...] | None = of(
        kinds.optional(kinds.list_of(Season.from_dict, 1)), default=None
    )
    bounds_per: str = of(kinds.one_of("household", "person", "m2"), default="household")
    min_people: int | None = of(kinds.optional(kinds.integer(1, 99)), default=None)
    uplift: Uplift | None = of(kinds.optional(Uplift.from_dict), default=None)
    allowance: Allowance | None = of(kinds.optional(Allowance.from_dict), default=None)
    tier_one_season: TierOneSeason | None = of(
        kinds.optional(TierOneSeason.from_dict), default=None
    )
    negotiable: bool = of(kinds.boolean, default=False)
    accumulator: str = of(kinds.one_of("keep", "reset"), default="keep")
    minimum_charge: Decimal | None = of(kinds.optional(kinds.money), default=None)
    monthly_charges: tuple[Charge, ...] = of(
        kinds.list_of(Charge.from_dict), default=()
    )

    def check(self):
        if (self.tiers is None) == (self.seasons is None):
            raise TariffError("tiers_or_seasons", "tiers")
        if self.begins > (self.valid_to or kinds.LAST_DAY):
            raise TariffError(
                "version_ends_early",
                "valid_to",
                valid_from=self.valid_from,
                valid_to=self.valid_to,
            )
        if self.negotiable and self.most_tiers > 1:
            raise TariffError("negotiable_tiers", "negotiable")
        self._check_household_size()
        self._check_charges()

    def _check_household_size(self):
        per_person = self.bounds_per == "person"
        if per_person and self.min_people is None:
            raise TariffError("min_people_needed", "min_people")
        if not per_person and self.min_people is not None:
            raise TariffError("min_people_unused", "min_people")
        if not self.uplift:
            return
        if per_person:
            raise TariffError("uplift_per_person", "uplift")
        bounds = min(map(len, self._tier_lists)) - 1
        if len(self.uplift.add) > bounds:
            raise TariffError(
                "uplift_too_long",
                "uplift.add",
                count=len(self.uplift.add),
                bounds=bounds,
            )

    def _check_charges(self):
        codes = [charge.code for charge in self.monthly_charges]
        for index, code in enumerate(codes):
            if code in codes[:index]:
                place = f"monthly_charges[{index}].code"
                raise TariffError("repeated", place, value=code)

    @cached_property
    def begins(self):
        return self.valid_from or kinds.FIRST_DAY

    @cached_property
    def _tier_lists(self):
        return [season.tiers for season in self.seasons or [self]]

    @cached_property
    def most_tiers(self):
        return max(map(len, self._tier_lists))

    @cached_property
    def counts_over_cycle(self):
        """Return whether a price depends on the cycle window or what it counted."""
        per_cycle = self.allowance and self.allowance.per == "cycle"
        return bool(self.most_tiers > 1 or self.seasons or per_cycle)

    @cached_property
    def depends_on_people(self):
        return bool(self.uplift or self.bounds_per == "person")

    @cached_property
    def has_plain_bounds(self):
        return self.bounds_per == "household" and not self.uplift

    @cached_property
    def _table(self):
        return price_table(self.tiers)

    @cached_property
    def _season_tables(self):
        return {season.start: price_table(season.tiers) for season in self.seasons}

    def table(self, window):
        """Return the PriceTable in force in a window of the tariff's cycle."""
        if self.seasons is None:
            return self._table
        return self._season_tables[window.start.month, window.start.day]


@dataclass(frozen=True, kw_only=True)
class Tariff(Record):
    """The price of gas for one kind of user, in all its versions.

    ``versions``: in order of time; they never overlap, gaps are allowed.
    ``rounding``: amounts to the fen for each ``tier``, or only the ``total``.
    ``vat_percent``: rate of the tax the prices include.
    ``period_split``: what to do when the price or the cycle changes inside a billed
    period: ``by_day`` pro rata, ``by_end`` all by the day of its last reading, or
    ``by_reading`` only with an actual reading of that day.
    ``prorate_bounds``: bounds for an accumulator that begins inside the cycle: whole
    (``none``), or the share of the cycle that is left, by ``day`` or ``month``.
    ``volume_digits``: decimals of a volume or bound that proration yields.
    """

    code: str = of(kinds.label)
    name: str = of(kinds.label)
    user_classes: tuple[str, ...] = of(
        kinds.list_of(kinds.one_of(*USER_CLASSES), 1, unique=True)
    )
    cycle: Cycle = of(Cycle.load)
    versions: tuple[Version, ...] = of(kinds.list_of(Version.from_dict, 1))
    rounding: str = of(kinds.one_of("tier", "total"), default="tier")
    vat_percent: Decimal = of(kinds.percent, default=Decimal(9))
    period_split: str = of(
        kinds.one_of("by_day", "by_end", "by_reading"), default="by_day"
    )
    prorate_bounds: str = of(kinds.one_of("none", "day", "month"), default="none")
    volume_digits: int = of(kinds.integer(0, 4), default=2)
    note: str = of(kinds.text, default="")

    def check(self):
        for index, version in enumerate(self.versions):
            try:
                self._check_cycle_of(version)
            except TariffError as error:
                raise error.within(f"versions[{index}]") from None
        order = sorted(
            range(len(self.versions)), key=lambda index: self.versions[index].begins
        )
        for before, after in pairwise(order):
            self._check_order(before, after)
        ordered = tuple(self.versions[index] for index in order)
        object.__setattr__(self, "versions", ordered)

    def _check_cycle_of(self, version):
        if self.cycle.name == "none" and version.counts_over_cycle:
            raise TariffError("cycle_needed")
        if version.seasons is None:
            return
        starts = sorted(season.start for season in version.seasons)
        if starts != list(self.cycle.starts):
            raise TariffError(
                "seasons_not_cycle",
                "seasons",
                seasons=", ".join(map(str, starts)),
                cycle=", ".join(map(str, self.cycle.starts)) or self.cycle.name,
            )

    def _check_order(self, before, after):
        earlier, later = self.versions[before], self.versions[after]
        place = f"versions[{after}].valid_from"
        if later.valid_from is None:
            raise TariffError("version_without_start", place)
        ended = earlier.valid_to is None or earlier.valid_to < later.begins
        if not ended or earlier.begins == later.begins:
            raise TariffError(
                "versions_overlap",
                place,
                valid_from=later.valid_from,
                previous=earlier.valid_from or "the beginning",
            )

    @cached_property
    def _begins(self):
        return [version.begins for version in self.versions]

    @cached_property
    def ends(self):
        """Return, for each version, the first day it is no longer in force."""
        following = [*self._begins[1:], kinds.LAST_DAY]
        return [
            version.valid_to + ONE_DAY if version.valid_to else begin
            for version, begin in zip(self.versions, following, strict=True)
        ]

    def index_on(self, day):
        """Return the index of the version in force on ``day``.

        :raise TariffError: there is none.
        """
        index = bisect_right(self._begins, day) - 1
        if index < 0 or day >= self.ends[index]:
            place = "tariff.versions"
            raise TariffError("no_version", place, tariff=self.code, day=day)
        return index

    def accumulates_since(self, index, window):
        """Return the day the accumulator of version ``index`` began in ``window``.

        It is the start of the window, or of the last version in it that resets.
        """
        for version in self.versions[index::-1]:
            if version.begins <= window.start:
                break
            if version.accumulator == "reset":
                return version.begins
        return window.start
