"""Records: frozen dataclasses that check themselves and go to JSON and back.

A field is declared with the kind of its values::

    @dataclass(frozen=True, kw_only=True)
    class Tier(Record):
        to: Decimal | None = of(optional(positive), default=None)

Building a record *is* parsing it: ``Tier(to="360")``, ``Tier(to=Decimal(360))`` and
``Tier.from_dict({"to": "360"})`` are equal, so no tariff exists that was not checked.
"""

from collections.abc import Mapping
from dataclasses import MISSING, field, fields
from datetime import date
from decimal import Decimal
from functools import cache
from reprlib import repr  # one short line, whatever a file holds

from .errors import TariffError


def of(load, **options):
    """Declare a dataclass field whose values pass through ``load`` (see kinds)."""
    return field(metadata={"load": load}, **options)


class Plain:
    """Something ``to_dict`` turns into plain JSON types."""

    __slots__ = ()

    def to_dict(self):
        """Return ``{field: JSON value}``, Decimals and dates as text.

        Every field is written, defaults too: what is frozen today must not change its
        meaning when a default does.
        """
        return {name: to_json(getattr(self, name)) for name in _names(type(self))}

    to_json = to_dict


class Record(Plain):
    """A ``Plain`` that checks its fields when built. Subclasses are dataclasses."""

    __slots__ = ()

    def __post_init__(self):
        for name, load, default in _loaders(type(self)):
            value = getattr(self, name)
            if value is default:
                continue
            try:
                loaded = load(value)
            except TariffError as error:
                raise error.within(name) from None
            if loaded is not value:
                object.__setattr__(self, name, loaded)
        self.check()

    def check(self):
        """Refuse fields that contradict each other. :raise TariffError:"""

    @classmethod
    def from_dict(cls, data):
        """Build the record from ``data``: a mapping of JSON values, or itself.

        :raise TariffError: unknown or missing key, or a value that is refused.
        """
        if isinstance(data, cls):
            return data
        known = {each.name: each for each in fields(cls)}
        names = ", ".join(known)
        if not isinstance(data, Mapping):
            raise TariffError("not_object", value=repr(data), known=names)
        for key in data:
            if key not in known:
                raise TariffError("unknown_key", str(key), known=names)
        for name, each in known.items():
            required = each.default is MISSING and each.default_factory is MISSING
            if required and name not in data:
                raise TariffError("missing_key", name)
        return cls(**data)


@cache
def _names(cls):
    return tuple(each.name for each in fields(cls))


@cache
def _loaders(cls):
    return tuple(
        (each.name, each.metadata["load"], each.default) for each in fields(cls)
    )


def to_json(value):
    """Return ``value`` in plain JSON types.

    >>> to_json((Decimal("2218.90"), date(2026, 7, 1), None))
    ['2218.90', '2026-07-01', None]
    """
    dump = _DUMPS.get(type(value)) or getattr(type(value), "to_json", None)
    return dump(value) if dump else value


_DUMPS = {
    # never 1E+2, which other readers take for a float
    Decimal: lambda value: format(value, "f"),
    date: date.isoformat,
    tuple: lambda values: [to_json(value) for value in values],
}
