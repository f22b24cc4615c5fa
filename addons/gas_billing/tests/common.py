import json
from datetime import date
from pathlib import Path

from freezegun import freeze_time

from odoo.addons.gas_customer.tests.common import GasCase

TARIFFS = Path(__file__).resolve().parents[3] / "config" / "tariffs"


class BillingCase(GasCase):
    """Nanning's tariffs, a route, and builders for readings and campaigns.

    Days lie in the past of any clock: households begin on 2026-01-01 with index 0.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.role("billing")
        cls.finance = cls.role("finance")
        cls.reader = cls.role("reader")
        cls.cashier = cls.role("cashier")
        tariffs = cls.load_tariffs("nanning", "T-")
        cls.tariffs = {tariff.code.removeprefix("T-"): tariff for tariff in tariffs}
        tariffs.version_ids.with_user(cls.finance).action_approve()
        cls.route = cls.env["gas.reading.route"].create(
            {"name": "Round", "code": "T-1", "station_id": cls.east.id}
        )

    @classmethod
    def load_tariffs(cls, city, prefix=""):
        """Load a preset; ``prefix`` keeps codes apart from those of other data."""
        data = json.loads((TARIFFS / f"{city}.json").read_text(encoding="utf-8"))
        for tariff in data["tariffs"]:
            tariff["code"] = prefix + tariff["code"]
        return cls.env["gas.tariff"].load_file(json.dumps(data, ensure_ascii=False))

    @classmethod
    def make_household(cls, *args, tariff="resident", **vals):
        vals.setdefault("tariff_id", cls.tariffs[tariff].id)
        vals.setdefault("route_id", cls.route.id)
        vals.setdefault("date_start", date(2026, 1, 1))
        return super().make_household(*args, **vals)

    @classmethod
    def hang(cls, meter, point, start=date(2026, 1, 1), index=0, **vals):
        return super().hang(meter, point, start, index, **vals)

    @classmethod
    def enter(cls, household, day, index, **vals):
        """Enter a reading as the reader."""
        return (
            cls.env["gas.meter.reading"]
            .with_user(cls.reader)
            .create(
                {
                    "contract_id": household.id,
                    "date": day,
                    "index_m3": index,
                    **vals,
                }
            )
        )

    @classmethod
    def read_and_review(cls, household, day, index, **vals):
        reading = cls.enter(household, day, index, **vals)
        if reading.finding:
            reading.handling = "photo"
        reading.with_user(cls.clerk).action_review()
        return reading

    @classmethod
    def make_campaign(cls, month=date(2026, 3, 1), **vals):
        return (
            cls.env["gas.billing.campaign"]
            .with_user(cls.clerk)
            .with_context(queue_job__no_delay=True)
            .create(
                {
                    "station_id": cls.east.id,
                    "route_ids": [(6, 0, cls.route.ids)],
                    "month": month,
                    **vals,
                }
            )
        )

    @classmethod
    def bill(cls, *households_volumes, month=date(2026, 3, 1)):
        """Bill ``(household, index)`` pairs up to posted on the bill's own date."""
        day = month.replace(day=20)
        for household, index in households_volumes:
            cls.read_and_review(household, day, index)
        campaign = cls.make_campaign(month, missing_reason="test")
        campaign.action_rate()
        campaign.action_approve()
        with freeze_time(campaign.invoice_date):
            campaign.action_post()
        return campaign.bill_ids
