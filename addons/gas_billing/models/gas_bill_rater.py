from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo import Command, api, fields, models
from odoo.tools import SQL

from odoo.addons.gas_customer.tables.text import plain_number

from .. import rating
from ..metering import as_volume
from ..posting.table_statistics import refresh_after_commit
from ..tools.tariff_error import explain
from .gas_contract import as_price


class Terms(NamedTuple):
    """What a bill is priced by: the contract as it was when the gas was used."""

    user_class: str
    tariff: models.Model
    agreed_price: Decimal | None

    @classmethod
    def of(cls, contract, readings):
        change = readings[0].class_change_id
        if not change:
            return cls(
                contract.user_class, contract.tariff_id, contract._agreed_price()
            )
        return cls(
            change.old_user_class,
            change.old_tariff_id,
            as_price(change.old_agreed_price),
        )


class GasBillRater(models.AbstractModel):
    """From reviewed readings to rated bills; it neither posts nor runs campaigns.

    Reads in bulk, computes in plain Python, writes in bulk. What cannot be rated
    becomes a bill put on hold with its reason; it never stops the rest.
    """

    _name = "gas.bill.rater"
    _description = "Rating of Gas Bills"

    @api.model
    def _rate(self, campaign, contracts):
        """Create the bills of ``contracts`` for ``campaign``; return them.

        A contract with nothing to bill gets none. Contracts are locked: two runs
        over the same household wait for each other, and the second finds its
        readings billed.
        """
        contracts = contracts.sorted("id").try_lock_for_update(allow_referencing=True)
        readings = self._readings(campaign, contracts)
        latest = self._latest_bills(contracts)
        changes = self.env["gas.application"].union(
            *(billable.class_change_id for billable in readings.values())
        )
        tariffs = self._tariffs(contracts.tariff_id | changes.old_tariff_id)
        checks = self.env["gas.reading.check"]._by_class(campaign.company_id)
        bills_vals, their_readings = [], []
        for contract in contracts:
            billable = readings.get(contract)
            before = latest.get(contract)
            if not billable or (before and before.campaign_id == campaign):
                continue
            vals = self._prepare_bill_vals(
                campaign, contract, billable, before, tariffs, checks
            )
            bills_vals.append(vals)
            their_readings.append(billable)
        bills = self.env["gas.bill"].sudo().create(bills_vals)
        self._link_readings(bills, their_readings)
        refresh_after_commit(self.env, "gas_bill", "gas_bill_line")
        return bills.with_env(self.env)

    def _readings(self, campaign, contracts):
        """Return {contract: reviewed readings not billed yet, oldest first}.

        A change of use ends a bill: what was read after it waits for the next one.
        """
        readings = (
            self.env["gas.meter.reading"]
            .search(
                [
                    ("contract_id", "in", contracts.ids),
                    ("bill_id", "=", False),
                    ("billed_before", "=", False),
                    ("state", "=", "reviewed"),
                    ("date", "<=", campaign.reading_until),
                ],
                order="contract_id, date, id",
            )
            .grouped("contract_id")
        )
        return {
            contract: theirs.filtered(
                lambda reading, first=theirs[0]: (
                    reading.class_change_id == first.class_change_id
                )
            )
            for contract, theirs in readings.items()
        }

    def _latest_bills(self, contracts):
        """Return {contract: its latest bill that counts}, in one query."""
        self.env["gas.bill"].flush_model(["contract_id", "state", "period_end"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (contract_id) id
                  FROM gas_bill
                 WHERE contract_id = ANY(%s) AND state <> 'cancelled'
                 ORDER BY contract_id, period_end DESC, id DESC
                """,
                list(contracts.ids),
            )
        )
        bills = self.env["gas.bill"].browse(bill_id for (bill_id,) in rows)
        return {bill.contract_id: bill for bill in bills}

    def _tariffs(self, tariffs):
        """Return {gas.tariff: (rating.Tariff, its snapshot)} in approved versions."""
        frozen = {}
        for tariff in tariffs.sudo():
            if not any(v.state == "approved" for v in tariff.version_ids):
                continue
            definition = tariff._rating_tariff()
            snapshot = self.env["gas.tariff.snapshot"].sudo()._freeze(definition)
            frozen[tariff.with_env(self.env)] = (definition, snapshot)
        return frozen

    def _prepare_bill_vals(self, campaign, contract, readings, latest, tariffs, checks):
        terms = Terms.of(contract, readings)
        vals = {
            "campaign_id": campaign.id,
            "contract_id": contract.id,
            "partner_id": contract.partner_id.id,
            "station_id": contract.station_id.id,
            "company_id": contract.company_id.id,
            "user_class": terms.user_class,
            "tariff_id": terms.tariff.id,
            "period_start": self._period_start(contract, readings, latest),
            "period_end": readings[-1].date,
            "volume_m3": sum(readings.mapped("volume_m3")),
        }
        obstacle = self._obstacle(terms.tariff, latest, tariffs)
        if obstacle:
            return {**vals, "state": "on_hold", "hold_reason": obstacle}
        definition, snapshot = tariffs[terms.tariff]
        try:
            usage = self._usage(contract, readings, vals["period_start"], terms)
            accumulator = self._accumulator(contract, latest, definition, terms)
            result = rating.rate(definition, usage, accumulator)
        except rating.TariffError as error:
            reason = explain(self.env, error)
            return {**vals, "state": "on_hold", "hold_reason": reason}
        vals.update(self._prepare_result_vals(usage, accumulator, result))
        vals["tariff_snapshot_id"] = snapshot.id
        limit = checks.get(terms.user_class, self.env["gas.reading.check"])
        if limit.bill_limit and result.total > limit.bill_limit:
            vals["state"] = "on_hold"
            vals["hold_reason"] = self.env._(
                "More than %s yuan: somebody looks at it first.",
                plain_number(limit.bill_limit),
            )
        return vals

    def _obstacle(self, tariff, latest, tariffs):
        """Return why the household cannot be rated at all, or False."""
        if not tariff:
            return self.env._("The household has no tariff. Choose one.")
        if tariff not in tariffs:
            return self.env._(
                "Tariff %s has no approved version: have its prices approved.",
                tariff.name,
            )
        if latest and latest.state in ("on_hold", "rated"):
            return self.env._(
                "Bill %(bill)s of campaign %(campaign)s is not posted yet: deal with "
                "it first.",
                bill=latest.name,
                campaign=latest.campaign_id.name,
            )
        return False

    def _period_start(self, contract, readings, latest):
        if latest and latest.state == "posted":
            return latest.period_end
        return readings[0].previous_date or contract.date_start

    def _usage(self, contract, readings, start, terms):
        """Return ``rating.Usage``: the volumes of several meters make one period."""
        by_day = defaultdict(lambda: as_volume(0))
        for reading in readings:
            by_day[reading.date] += as_volume(reading.volume_m3)
        end = readings[-1].date
        total, inside = as_volume(0), []
        for day, volume in by_day.items():
            total += volume
            if start < day < end:
                inside.append(rating.Reading(day=day, volume=total))
        return rating.Usage(
            volume=total,
            start=start,
            end=end,
            readings=inside,
            people=contract.household_size or None,
            people_until=contract.household_size_until or None,
            floor_area=as_volume(contract.floor_area_m2) or None,
            agreed_price=terms.agreed_price,
            anchor=contract.date_start,
            moved_in=contract.date_start if contract.date_start <= start else None,
        )

    def _accumulator(self, contract, latest, definition, terms):
        if latest and latest.state == "posted":
            if latest.user_class != terms.user_class:
                return rating.NOTHING_USED  # what a shop used fills no family's steps
            return rating.Accumulator(
                since=latest.cycle_since or None,
                volume=as_volume(latest.cycle_volume_m3),
                allowance=as_volume(latest.cycle_allowance_m3),
            )
        if contract.opening_date:
            window = definition.cycle.window(contract.opening_date, contract.date_start)
            return rating.Accumulator(
                since=window.start, volume=as_volume(contract.opening_volume_m3)
            )
        return rating.NOTHING_USED

    def _prepare_result_vals(self, usage, accumulator, result):
        after = result.accumulator
        return {
            "amount_total": float(result.total),
            "amount_net": float(result.net),
            "amount_tax": float(result.tax),
            "cycle_since": after.since,
            "cycle_volume_m3": float(after.volume),
            "cycle_allowance_m3": float(after.allowance),
            "calculation": {
                "usage": usage.to_dict(),
                "accumulator": accumulator.to_dict(),
                "rating": result.to_dict(),
            },
            "line_ids": [
                Command.create(self._prepare_line_vals(number, part))
                for number, part in enumerate(result.parts, start=1)
            ],
        }

    def _prepare_line_vals(self, number, part):
        return {
            "sequence": number,
            "kind": part.kind,
            "tier": part.tier or 0,
            "lower_m3": float(part.lower or 0),
            "upper_m3": float(part.upper or 0),
            "date_start": part.start,
            "date_end": part.end,
            "used_before_m3": float(part.used_before or 0),
            "volume_m3": float(part.volume or 0),
            "months": float(part.months or 0),
            "price": float(part.price or 0),
            "amount": float(part.amount),
            "code": part.code,
        }

    def _link_readings(self, bills, their_readings):
        """Say on each reading which bill it is on: one UPDATE for all."""
        pairs = [
            (reading.id, bill.id)
            for bill, readings in zip(bills, their_readings, strict=True)
            for reading in readings
        ]
        if not pairs:
            return
        bills.flush_recordset()
        readings = self.env["gas.meter.reading"].browse(pair[0] for pair in pairs)
        readings.flush_recordset()
        self.env.cr.execute(
            """
            UPDATE gas_meter_reading reading
               SET bill_id = pair.bill_id, write_uid = %s, write_date = %s
              FROM unnest(%s, %s) AS pair (reading_id, bill_id)
             WHERE reading.id = pair.reading_id
            """,
            [
                self.env.uid,
                fields.Datetime.now(),
                [pair[0] for pair in pairs],
                [pair[1] for pair in pairs],
            ],
        )
        readings.invalidate_recordset(["bill_id"])
