"""Columns of an import file: how each is named and what its cells may hold."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from .identity import compact_identity
from .text import digits_of_phone, normalized, phone_kind


class RefusedCell(ValueError):
    """A cell cannot be used. ``code`` and ``params`` say why, in no language."""

    def __init__(self, code, **params):
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True)
class Column:
    """One column.

    ``name``: the key of the parsed row; ``header``: what the template file says;
    ``parse``: cell -> value, raising RefusedCell; ``other_headers``: also understood.
    """

    name: str
    header: str
    parse: callable
    required: bool = False
    other_headers: tuple = field(default=())


def text(cell):
    """
    >>> text("  王建国 "), text(20260101.0), text(None)
    ('王建国', '20260101', '')
    """
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)  # Excel turns a number of digits into a float
    return normalized(cell)


def phone(cell):
    """
    >>> phone("138 0771 1234")
    '13807711234'
    """
    value = text(cell)
    if not phone_kind(value):
        raise RefusedCell("phone", value=value)
    return digits_of_phone(value)


def identity(cell):
    """
    >>> identity(" 11010519491231002x")
    '11010519491231002X'
    """
    return compact_identity(text(cell))


def day(cell):
    """
    >>> day("2026/3/5"), day("20260305"), day("2026年3月5日")
    (datetime.date(2026, 3, 5), datetime.date(2026, 3, 5), datetime.date(2026, 3, 5))
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    value = text(cell)
    plain = value.translate(str.maketrans("年月/.", "----", "日")).split(" ")[0]
    for form in ("%Y-%m-%d", "%Y%m%d"):
        try:
            return datetime.strptime(plain, form).date()
        except ValueError:
            continue
    raise RefusedCell("day", value=value)


def number(cell):
    """Return a Decimal; refuses what is negative or no number.

    >>> number("1,234.5")
    Decimal('1234.5')
    """
    value = text(cell)
    try:
        result = Decimal(value.replace(",", ""))
    except InvalidOperation:
        raise RefusedCell("number", value=value) from None
    if not result.is_finite():
        raise RefusedCell("number", value=value)
    if result < 0:
        raise RefusedCell("negative", value=value)
    return result


def whole(cell):
    """
    >>> whole(5.0)
    5
    """
    result = number(cell)
    if result != result.to_integral_value():
        raise RefusedCell("whole", value=text(cell))
    return int(result)


def choice(labels, shown=None):
    """Return a parser for one of ``{label: value}``, told by label or by value.

    ``shown``: the labels a refusal lists; all, if not given.

    >>> choice({"居民": "resident"})("居民")
    'resident'
    """

    def parse(cell):
        value = text(cell)
        if value in labels:
            return labels[value]
        if value in labels.values():
            return value
        raise RefusedCell("choice", value=value, allowed="、".join(shown or labels))

    return parse


def stated(values, names):
    """Return those of ``values`` ({column: value}) under ``names`` that a row tells.

    >>> stated({"index": 0, "note": None, "day": 3}, ["index", "note"])
    {'index': 0}
    """
    return {name: values[name] for name in names if values.get(name) is not None}


class MissingColumns(ValueError):
    """The header lacks required columns; ``headers`` names them."""

    def __init__(self, headers):
        super().__init__(", ".join(headers))
        self.headers = headers


def place_columns(header, columns):
    """Return ``{column: position}`` of those ``columns`` that stand in ``header``.

    :raise MissingColumns: a required one does not

    >>> index = Column("index", "本次读数", number, required=True)
    >>> place_columns(["表号", "本次读数"], [index]) == {index: 1}
    True
    """
    positions = {title: place for place, title in reversed(list(enumerate(header)))}
    found = {}
    for column in columns:
        for title in (column.header, column.name, *column.other_headers):
            if title in positions:
                found[column] = positions[title]
                break
    missing = [c.header for c in columns if c.required and c not in found]
    if missing:
        raise MissingColumns(missing)
    return found


def parse_row(cells, places):
    """Return ``(values, refusals)`` of one row.

    ``values``: {name: value or None}; ``refusals``: [(column, RefusedCell)], all of
    the row's, so that the office corrects a row once.
    """
    values, refusals = {}, []
    for column, place in places.items():
        cell = cells[place]
        if cell is None or text(cell) == "":
            values[column.name] = None
            if column.required:
                refusals.append((column, RefusedCell("missing")))
            continue
        try:
            values[column.name] = column.parse(cell)
        except RefusedCell as refused:
            refusals.append((column, refused))
    return values, refusals
