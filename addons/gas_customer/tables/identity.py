"""Numbers of identity papers: their shape, and how much of one may be shown."""

import re
from datetime import date

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from .text import normalized

# What a paper's number looks like, where there is no checksum.
SHAPES = {
    "passport": r"[A-Z]{1,2}\d{7,8}|[A-Z0-9]{6,12}",
    "hong_kong_macau": r"[HM]\d{8}(\d{2})?",
    "taiwan": r"\d{8}",
    "foreign_resident": r"[A-Z]{3}\d{12}|9\d{16}[\dX]",
    "other": r".{4,30}",
}


def compact_identity(text):
    """Return a number without blanks and dashes, in capitals.

    >>> compact_identity(" 450103 19800101 001x")
    '45010319800101001X'
    """
    return re.sub(r"[\s-]", "", normalized(text)).upper()


def masked_identity(number):
    """Return a number with its middle hidden; nothing of a short one is left whole.

    >>> masked_identity("450103198001010013"), masked_identity("E12345678")
    ('450***********0013', 'E******78')
    >>> masked_identity("1234"), masked_identity("")
    ('****', '')
    """
    first, last = (3, 4) if len(number) >= 15 else (1, 2)
    if len(number) < 2 * (first + last):
        return "*" * len(number)
    hidden = len(number) - first - last
    return number[:first] + "*" * hidden + number[-last:]


def _is_resident_id(number):
    # Not ric.validate: its list of birth places knows no county that is newer.
    if not re.fullmatch(r"\d{17}[\dX]", number):
        return False
    try:
        born = ric.get_birth_date(number)
    except ValidationError:
        return False
    return ric.calc_check_digit(number) == number[-1] and (
        date(1900, 1, 1) <= born <= date.today()
    )


def is_identity(kind, number):
    """Say whether ``number`` (compact) can be that of a paper of ``kind``.

    >>> is_identity("resident_id", "11010519491231002X")  # the standard's example
    True
    >>> is_identity("resident_id", "110105194912310021")  # another check digit
    False
    >>> is_identity("resident_id", "110105491231002")  # void since 2013
    False
    >>> is_identity("credit_code", "91110000600037341L")
    True
    >>> is_identity("hong_kong_macau", "H12345678"), is_identity("taiwan", "12")
    (True, False)
    """
    if kind == "resident_id":
        return _is_resident_id(number)
    if kind == "credit_code":
        return uscc.is_valid(number)
    return bool(re.fullmatch(SHAPES[kind], number))


def kind_of_identity(number):
    """Return the kind of paper a compact number tells by itself, or None.

    >>> kind_of_identity("11010519491231002X"), kind_of_identity("91110000600037341L")
    ('resident_id', 'credit_code')
    >>> kind_of_identity("E12345678") is None
    True
    """
    for kind in ("resident_id", "credit_code"):
        if is_identity(kind, number):
            return kind
    return None
