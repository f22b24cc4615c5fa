"""Rating core: what gas costs, by tiered, dated, seasonal or negotiated tariffs.

Plain Python on Decimal: no Odoo, no environment, no clock. Everything is frozen,
checked when built, and goes to JSON and back. The way in::

    tariff = load_tariff_file("config/tariffs/nanning.json").tariff()
    usage = Usage(volume=650, start=date(2026, 7, 1), end=date(2026, 8, 1))
    rating = rate(tariff, usage, accumulator_of_the_bill_before)

Read in this order: tiers, tariff (what may be stated), cycle, periods, bounds
(what holds on a day), engine (the sum), request (frozen for ever).
"""

from .conversion import equivalent_volume, standard_volume
from .cycle import Cycle, Window
from .decimals import as_decimal, round_half_up, split_vat
from .engine import NOTHING_USED, rate
from .errors import MESSAGES, TariffError
from .request import RatingRequest
from .result import GAS_KINDS, Part, Rating
from .tariff import USER_CLASSES, Tariff, Version
from .tariff_file import TariffFile, load_tariff_file, parse_tariff_file
from .tiers import Allowance, Charge, Season, Tier, TierOneSeason, Uplift
from .usage import Accumulator, Reading, Usage

__all__ = [
    "GAS_KINDS",
    "MESSAGES",
    "NOTHING_USED",
    "USER_CLASSES",
    "Accumulator",
    "Allowance",
    "Charge",
    "Cycle",
    "Part",
    "Rating",
    "RatingRequest",
    "Reading",
    "Season",
    "Tariff",
    "TariffError",
    "TariffFile",
    "Tier",
    "TierOneSeason",
    "Uplift",
    "Usage",
    "Version",
    "Window",
    "as_decimal",
    "equivalent_volume",
    "load_tariff_file",
    "parse_tariff_file",
    "rate",
    "round_half_up",
    "split_vat",
    "standard_volume",
]
