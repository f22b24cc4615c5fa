"""Rating: from a usage of gas to its price."""

from collections import defaultdict
from decimal import localcontext

from .bounds import effective_bounds
from .decimals import ARITHMETIC, ZERO, RunningRound, round_half_up, split_vat
from .errors import TariffError
from .periods import split_period
from .result import GAS_KINDS, Part, Rating
from .tariff import Tariff
from .usage import Accumulator, Usage

NOTHING_USED = Accumulator()


def rate(
    tariff: Tariff, usage: Usage, accumulator: Accumulator = NOTHING_USED
) -> Rating:
    """Return the Rating of ``usage`` under ``tariff``.

    ``accumulator``: the one the bill before returned; it starts again by itself when
    this bill begins in a later window of the cycle.
    :raise TariffError: the usage cannot be rated. Its path begins with ``usage``,
        ``accumulator`` or ``tariff``.

    >>> from datetime import date
    >>> nanning = Tariff(code="resident", name="居民", user_classes=["resident"],
    ...     cycle="year", versions=[{"tiers": [{"to": 360, "price": "3.07"},
    ...         {"to": 600, "ratio": "1.2"}, {"ratio": "1.5"}]}])
    >>> july = Usage(volume=650, start=date(2026, 7, 1), end=date(2026, 8, 1))
    >>> bill = rate(nanning, july)
    >>> [str(part.amount) for part in bill.parts], str(bill.total)
    (['1105.20', '883.20', '230.50'], '2218.90')
    """
    with localcontext(ARITHMETIC):
        bill = _Bill(tariff, usage, accumulator)
        for segment in split_period(tariff, usage):
            bill.add_segment(segment)
        if bill.minimum:
            bill.add_minimum()
        return bill.rating()


def spread(volume, used, bounds):
    """Return the m³ of ``volume`` in each tier, when ``used`` m³ came before it.

    A bound belongs to the tier below it; the last bound is None.

    >>> spread(30, 340, (350, 500, None))
    [10, 20, 0]
    """
    shares = []
    for upper in bounds:
        if upper is None or used + volume <= upper:
            share = volume
        else:
            share = max(ZERO, upper - used)
        shares.append(share)
        used += share
        volume -= share
    return shares


class _Bill:
    """A rating under way: the parts so far, and what is carried between segments."""

    def __init__(self, tariff, usage, accumulator):
        self.tariff = tariff
        self.usage = usage
        self.accumulator = accumulator
        self.parts = []
        by_tier = tariff.rounding == "tier"
        self.round_gas = round_half_up if by_tier else RunningRound()
        self.round_allowance = RunningRound(tariff.volume_digits)
        self.round_charge = defaultdict(RunningRound)  # {charge code: its rounding}
        self.entitled = ZERO  # m³ of monthly allowance not drawn yet
        self.minimum = ZERO  # yuan

    def add_segment(self, segment):
        """Add the parts of one segment and move the accumulator on."""
        rule = segment.rule
        version = rule.version
        state = self.accumulator.continued(rule.since)
        used, drawn = state.volume, ZERO
        if version.allowance:
            drawn = self._draw_allowance(segment, state)
            if version.allowance.counts:
                used += drawn
        volume = segment.volume - drawn
        if rule.at_tier_one:
            price = self._prices(rule)[0]
            self._add_gas("season", segment, used, volume, price, 1)
            if version.tier_one_season.counts:
                used += volume
        else:
            self._add_tiers(segment, used, volume)
            used += volume
        self.accumulator = Accumulator(rule.since, used, state.allowance + drawn)
        if version.monthly_charges or version.minimum_charge:
            self._add_monthly(segment)

    def _draw_allowance(self, segment, state):
        """Add the part that the allowance covers; return its m³.

        What a segment leaves of a monthly allowance serves the later segments of the
        same bill, and lapses with it.
        """
        allowance = segment.rule.version.allowance
        if allowance.per == "month":
            months = self._months(segment)
            self.entitled += self.round_allowance(allowance.volume * months)
            drawn = min(segment.volume, self.entitled)
            self.entitled -= drawn
        else:
            drawn = min(segment.volume, max(ZERO, allowance.volume - state.allowance))
        self._add_gas("allowance", segment, state.volume, drawn, allowance.price)
        return drawn

    def _add_tiers(self, segment, used, volume):
        rule = segment.rule
        bounds = effective_bounds(self.tariff, self.usage, rule)
        shares = spread(volume, used, bounds)
        prices = self._prices(rule)
        lower = ZERO
        for index, (share, price) in enumerate(zip(shares, prices, strict=True)):
            upper = bounds[index]
            self._add_gas("tier", segment, used, share, price, index + 1, lower, upper)
            used += share
            lower = upper

    def _prices(self, rule):
        """Return the prices under ``rule``, or the one the contract agreed on."""
        prices = rule.version.table(rule.window).prices
        agreed = self.usage.agreed_price
        if agreed is None:
            return prices
        place = "usage.agreed_price"
        if not rule.version.negotiable:
            raise TariffError("price_not_negotiable", place, tariff=self.tariff.code)
        if agreed > prices[0]:
            raise TariffError("price_above_cap", place, price=agreed, cap=prices[0])
        return (agreed,)

    def _add_gas(self, kind, segment, used, volume, price, *tier):
        """Add a part of gas. ``tier``: its number, lower and upper bound, or less."""
        start, end, _volume, _months, rule = segment
        version = rule.version.valid_from
        amount = self.round_gas(volume * price)
        self.parts.append(
            Part(kind, start, end, version, amount, price, volume, used, *tier)
        )

    def _months(self, segment):
        if self.usage.months is None and self.usage.start == self.usage.end:
            raise TariffError("months_needed", "usage.months", tariff=self.tariff.code)
        return segment.months

    def _add_monthly(self, segment):
        """Add the monthly charges and note the minimum charge of one segment."""
        months, version = self._months(segment), segment.rule.version
        if version.minimum_charge:
            self.minimum += version.minimum_charge * months
        for charge in version.monthly_charges:
            self.parts.append(
                Part(
                    kind="charge",
                    start=segment.start,
                    end=segment.end,
                    version=version.valid_from,
                    amount=self.round_charge[charge.code](charge.amount * months),
                    price=charge.amount,
                    months=months,
                    code=charge.code,
                )
            )

    def add_minimum(self):
        """Add what the gas of the whole bill lacks to the minimum charge."""
        gas = sum(part.amount for part in self.parts if part.kind in GAS_KINDS)
        missing = round_half_up(self.minimum) - gas
        if missing > ZERO:
            self.parts.append(
                Part(
                    kind="minimum",
                    start=self.usage.start,
                    end=self.usage.end,
                    version=self.parts[-1].version,
                    amount=missing,
                )
            )

    def rating(self):
        total = round_half_up(ZERO)
        for part in self.parts:
            total += part.amount
        net, tax = split_vat(total, self.tariff.vat_percent)
        return Rating(
            tariff=self.tariff.code,
            parts=tuple(self.parts),
            total=total,
            net=net,
            tax=tax,
            vat_percent=self.tariff.vat_percent,
            accumulator=self.accumulator,
        )
