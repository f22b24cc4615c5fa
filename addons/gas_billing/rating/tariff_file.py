"""Tariff files: one JSON document per city. Format: config/tariffs/README.md."""

import json
from dataclasses import dataclass
from pathlib import Path

from . import kinds
from .errors import TariffError
from .record import Record, of
from .tariff import Tariff

FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class TariffFile(Record):
    """The tariffs of a city. ``source``: where they are published, how sure we are."""

    format: int = of(kinds.integer(FORMAT, FORMAT))
    city: str = of(kinds.label)
    source: str = of(kinds.label)
    notes: tuple[str, ...] = of(kinds.list_of(kinds.label), default=())
    tariffs: tuple[Tariff, ...] = of(kinds.list_of(Tariff.from_dict, 1))

    def check(self):
        codes = [tariff.code for tariff in self.tariffs]
        for index, code in enumerate(codes):
            if code in codes[:index]:
                raise TariffError("code_twice", f"tariffs[{index}].code", code=code)

    def tariff(self, code=None):
        """Return the Tariff of that code, the first without one.

        :raise TariffError: the file has no such tariff.
        """
        for tariff in self.tariffs:
            if code in (None, tariff.code):
                return tariff
        known = ", ".join(tariff.code for tariff in self.tariffs)
        raise TariffError("unknown_code", "tariffs", code=code, known=known)


def load_tariff_file(path: str | Path) -> TariffFile:
    """Read and check the TariffFile at ``path``.

    :raise TariffError: unreadable, not JSON, or refused; ``source`` names the file.
    """
    try:
        return parse_tariff_file(_read(path))
    except TariffError as error:
        error.source = str(path)
        raise


def parse_tariff_file(document: str) -> TariffFile:
    """Return the TariffFile of a JSON text. :raise TariffError: not one."""
    try:
        data = json.loads(document, object_pairs_hook=_without_duplicates)
    except TariffError:
        raise
    except (ValueError, RecursionError) as error:
        raise TariffError("not_json", detail=str(error)) from None
    return TariffFile.from_dict(data)


def _read(path):
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TariffError("file_unreadable", detail=str(error)) from None


def _without_duplicates(pairs):
    """Refuse what JSON allows: a key given twice, of which the last would win."""
    keys = [key for key, _value in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise TariffError("duplicate_key", key=key)
    return dict(pairs)
