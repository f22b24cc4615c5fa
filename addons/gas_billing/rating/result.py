"""What rating returns: every step with its numbers, no prose."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .record import Plain, to_json
from .usage import Accumulator

#: Kinds of Part that are gas; the others are ``charge`` and ``minimum``.
GAS_KINDS = ("allowance", "season", "tier")


class Part(NamedTuple):
    """One step of the calculation.

    ``kind``: ``tier`` gas inside a tier; ``season`` gas at the first tier's price by
    a TierOneSeason; ``allowance`` gas at an allowance's price; ``charge`` a monthly
    charge, ``code`` says which; ``minimum`` what is missing to the minimum charge.
    ``start``, ``end``: days it is for, the last one not included.
    ``version``: first day of the tariff version, None when that is open.
    ``amount``: yuan, to the fen, tax included; ``price``: yuan per m³ or per month.
    ``volume``: m³; ``months``: for what is counted by the month.
    ``used_before``: m³ in the accumulator before this part.
    ``tier``: number from 1; ``lower``, ``upper``: its bounds for this household in
    m³, ``upper`` None for the last.
    """

    # not a dataclass: every bill makes several, and a frozen one takes 1.7 µs, not 0.5
    kind: str
    start: date
    end: date
    version: date | None
    amount: Decimal
    price: Decimal | None = None
    volume: Decimal | None = None
    used_before: Decimal | None = None
    tier: int | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    months: Decimal | None = None
    code: str | None = None

    def to_dict(self):
        """Return ``{field: JSON value}``, Decimals and dates as text."""
        return dict(zip(self._fields, map(to_json, self), strict=True))

    to_json = to_dict


@dataclass(frozen=True, slots=True)
class Rating(Plain):
    """A rated usage. ``total`` = ``net`` + ``tax`` = sum of the parts' amounts.

    ``tariff``: its code. ``parts``: in order of time; every tier is listed, also with
    volume zero, so that they show the whole ladder. Amounts in yuan.
    ``accumulator``: what to pass with the next bill.
    """

    tariff: str
    parts: tuple[Part, ...]
    total: Decimal
    net: Decimal
    tax: Decimal
    vat_percent: Decimal
    accumulator: Accumulator

    @property
    def billed_parts(self):
        """Return the parts with a volume or an amount: the lines of an invoice."""
        return [part for part in self.parts if part.volume or part.amount]
