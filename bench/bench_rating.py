"""Rating alone, beside reading the same inputs from their frozen JSON and rating."""

from datetime import date
from decimal import Decimal
from pathlib import Path

BILLS = 20_000
TARIFF = Path(__file__).resolve().parents[1] / "config" / "tariffs" / "nanning.json"


def run(database, rates):
    from odoo.addons.gas_billing import rating

    tariff = rating.load_tariff_file(TARIFF).tariff()
    frozen = rating.RatingRequest(
        tariff=tariff,
        usage=rating.Usage(volume=30, start=date(2026, 6, 20), end=date(2026, 7, 20)),
    ).to_dict()

    def ours(_round):
        for number in range(BILLS):
            usage = rating.Usage(
                volume=Decimal(number % 90),
                start=date(2026, 6, 20),
                end=date(2026, 7, 20),
            )
            rating.rate(tariff, usage)

    def baseline(_round):
        for _number in range(BILLS // 20):
            rating.RatingRequest.from_dict(frozen).rate()
        return BILLS // 20

    return {
        "what": f"rate {BILLS:,} bills; baseline: thaw a frozen bill and rate it",
        "unit": "bills/s",
        "rates": rates(BILLS, ours, baseline),
    }
