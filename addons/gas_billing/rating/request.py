"""A rating with all its inputs, to be stored with the bill and recomputed for ever."""

from dataclasses import dataclass, replace

from . import kinds
from .engine import NOTHING_USED, rate
from .record import Record, of
from .tariff import Tariff
from .usage import Accumulator, Usage

FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class RatingRequest(Record):
    """The arguments of ``rate``. ``to_dict`` and ``from_dict`` freeze and thaw them.

    Thawed in any later release, ``rate()`` yields the same ``Rating.to_dict()`` to
    the byte. ``format`` lets such a release tell how to read an old one. A what-if is
    a frozen request with another tariff: ``replace(request, tariff=new).rate()``.
    """

    tariff: Tariff = of(Tariff.from_dict)
    usage: Usage = of(Usage.from_dict)
    accumulator: Accumulator = of(Accumulator.from_dict, default=NOTHING_USED)
    format: int = of(kinds.integer(FORMAT, FORMAT), default=FORMAT)

    def rate(self):
        """Return the Rating. :raise TariffError: see ``engine.rate``."""
        return rate(self.tariff, self.usage, self.accumulator)

    def trimmed(self):
        """Return the request with only the tariff versions its rating looks at."""
        tariff, usage = self.tariff, self.usage
        begin = tariff.cycle.window(usage.start, usage.anchor).start
        kept = [
            version
            for version, end in zip(tariff.versions, tariff.ends, strict=True)
            if version.begins <= usage.end and end > begin
        ]
        return replace(self, tariff=replace(tariff, versions=kept))
