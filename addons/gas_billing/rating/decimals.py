"""Exact decimal arithmetic: reading numbers, rounding, splitting off the tax.

Rounding is commercial everywhere (half away from zero): 4.605 -> 4.61. Python's own
default, half to even, would publish 2.445 as 2.44 where the notice says 2.45.
"""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from reprlib import repr  # one short line, whatever a file holds

from .errors import TariffError

ZERO = Decimal(0)
HUNDRED = Decimal(100)
#: Decimals of an amount of money: the fen.
FEN_DIGITS = 2

#: All rating runs in this context, whatever the caller's thread has set: a frozen
#: bill must recompute alike everywhere. Inputs have at most 18 digits (see
#: ``as_decimal``), so a volume times a price is never rounded by the context.
ARITHMETIC = Context(prec=40, rounding=ROUND_HALF_UP)

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_INTEGER_DIGITS = 12
MAX_DECIMALS = 6
_QUANTA = tuple(Decimal(1).scaleb(-digits) for digits in range(MAX_DECIMALS + 1))


def as_decimal(value) -> Decimal:
    """Return ``value`` (Decimal, int, or text such as ``"3.07"``) as a Decimal.

    :raise TariffError: a float, anything else, 10^12 or more, over 6 decimals.

    >>> as_decimal("3.07")
    Decimal('3.07')
    >>> as_decimal(3.07)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    TariffError: 3.07 is a binary float
    """
    kind = type(value)
    if kind is float:
        raise TariffError("binary_float", value=value)
    if kind is int or (kind is str and _NUMBER.fullmatch(value)):
        value = Decimal(value)
    elif kind is not Decimal or not value.is_finite():
        raise TariffError("not_number", value=repr(value))
    # before quantize, which refuses what it cannot write in the context's precision
    too_large = value.adjusted() >= _INTEGER_DIGITS
    if too_large or value != value.quantize(_QUANTA[-1], ROUND_HALF_UP, ARITHMETIC):
        raise TariffError("out_of_range", value=value)
    return value


def decimals_of(value: Decimal) -> int:
    """Return how many decimals a Decimal is written with, at most 6: 2 for 3.10."""
    return min(MAX_DECIMALS, max(0, -value.as_tuple().exponent))


def round_half_up(value: Decimal, digits: int = FEN_DIGITS) -> Decimal:
    """Round a Decimal to ``digits`` (0 to 6) decimals, ties away from zero.

    >>> round_half_up(Decimal("3.07") * Decimal("1.5"))
    Decimal('4.61')
    """
    return value.quantize(_QUANTA[digits], ROUND_HALF_UP, ARITHMETIC)


class RunningRound:
    """Rounds a series of terms so that they add up to their rounded sum.

    Each call takes the next exact term and returns what the rounded sum grew by.

    >>> share = RunningRound(2)
    >>> [share(Decimal(1) / 3) for _ in range(3)]
    [Decimal('0.33'), Decimal('0.34'), Decimal('0.33')]
    """

    def __init__(self, digits=FEN_DIGITS):
        self._digits = digits
        self._exact = ZERO
        self._rounded = ZERO

    def __call__(self, term):
        self._exact += term
        rounded = round_half_up(self._exact, self._digits)
        growth, self._rounded = rounded - self._rounded, rounded
        return growth


def split_vat(total: Decimal, percent: Decimal) -> tuple[Decimal, Decimal]:
    """Split a tax-inclusive amount into ``(net, tax)``, which add up to it.

    ``percent``: VAT rate, 9 for piped gas (增值税法 art. 10).

    >>> split_vat(Decimal("762.20"), Decimal(9))
    (Decimal('699.27'), Decimal('62.93'))
    """
    net = round_half_up(ARITHMETIC.divide(total * HUNDRED, HUNDRED + percent))
    return net, total - net
