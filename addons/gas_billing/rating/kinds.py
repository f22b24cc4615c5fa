"""Kinds of values: functions that check one value and return it in its true type.

Each takes what JSON can hold *or* the Python type itself ("2026-07-01" or a date), so
a file, a frozen bill and a caller in Python all pass through the same checks.
Each raises TariffError with an empty path; the record around it adds the place.
"""

from datetime import date
from reprlib import repr  # one short line, whatever a file holds

from .decimals import HUNDRED, ZERO, as_decimal, decimals_of
from .errors import TariffError

_YEARS = range(1900, 3000)
#: First and last day the core can name; they stand for "since ever" and "for ever".
FIRST_DAY = date(_YEARS.start, 1, 1)
LAST_DAY = date(_YEARS.stop - 1, 12, 31)


def text(value):
    """Accept any text, empty too."""
    if not isinstance(value, str):
        raise TariffError("not_text", value=repr(value))
    return value


def label(value):
    """Accept a text with something to read in it."""
    if not text(value).strip():
        raise TariffError("empty_text")
    return value


def boolean(value):
    """Accept True or False; not 0 and 1."""
    if not isinstance(value, bool):
        raise TariffError("not_boolean", value=repr(value))
    return value


def day(value):
    """Accept a date (not a datetime) or its "YYYY-MM-DD"."""
    if isinstance(value, str):
        try:
            parsed = date.fromisoformat(value)
        except ValueError:
            parsed = None
        # Python 3.11 also reads 20260701 and 2026-W27-3, which 3.10 refuses
        value = parsed if parsed and parsed.isoformat() == value else value
    if type(value) is not date or value.year not in _YEARS:
        raise TariffError("not_date", value=repr(value))
    return value


def quantity(value):
    """Accept a Decimal of zero or more."""
    value = as_decimal(value)
    if not value.is_signed():
        return value
    if value:
        raise TariffError("negative", value=value)
    return ZERO  # "-0" would print its sign


def positive(value):
    """Accept a Decimal above zero."""
    value = as_decimal(value)
    if value <= ZERO:
        raise TariffError("not_above_zero", value=value)
    return value


def integer(minimum, maximum):
    """Accept a whole number between two, both included."""

    def load(value):
        if type(value) is not int or not minimum <= value <= maximum:
            raise TariffError(
                "not_integer", value=repr(value), minimum=minimum, maximum=maximum
            )
        return value

    return load


def with_decimals(load, minimum, maximum):
    """Narrow a decimal kind to numbers written with so many decimals."""

    def narrowed(value):
        value = load(value)
        decimals = decimals_of(value)
        if not minimum <= decimals <= maximum:
            raise TariffError(
                "wrong_decimals",
                value=value,
                decimals=decimals,
                minimum=minimum,
                maximum=maximum,
            )
        return value

    return narrowed


#: Yuan per m³ as published. The decimals count: they set the precision of the
#: prices derived from it.
price = with_decimals(positive, 2, 3)
#: As ``price``, and 0.00 for gas that is free.
price_or_free = with_decimals(quantity, 2, 3)
#: Yuan, to the fen.
money = with_decimals(quantity, 0, 2)


def percent(value):
    """Accept a rate in percent, below 100."""
    value = quantity(value)
    if value >= HUNDRED:
        raise TariffError("not_percent", value=value)
    return value


def one_of(*choices):
    """Accept one of some texts."""

    def load(value):
        if value not in choices:
            known = ", ".join(map(str, choices))
            raise TariffError("not_choice", value=repr(value), choices=known)
        return value

    return load


def optional(load):
    """Accept a value of the kind ``load``, or None."""

    def load_or_none(value):
        return None if value is None else load(value)

    return load_or_none


def list_of(load, minimum=0, maximum=999, unique=False):
    """Accept a list or tuple of values of the kind ``load``; return a tuple."""

    def load_list(values):
        if not isinstance(values, (list, tuple)):
            raise TariffError("not_list", value=repr(values))
        if not minimum <= len(values) <= maximum:
            raise TariffError(
                "wrong_count", count=len(values), minimum=minimum, maximum=maximum
            )
        loaded = []
        for index, value in enumerate(values):
            try:
                item = load(value)
                if unique and item in loaded:
                    raise TariffError("repeated", value=item)
            except TariffError as error:
                raise error.within(f"[{index}]") from None
            loaded.append(item)
        return tuple(loaded)

    return load_list
