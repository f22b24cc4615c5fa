"""Rows a second of a readings file, and one file of 100,000 rows.

Baseline: Odoo's own import (``load``, what the Import button of a list calls) of the
same rows; it looks nothing up and refuses nothing.
"""

import base64
import time
from datetime import date, timedelta

import session
from town.generate import READING_COLUMNS, as_csv

ROWS, LARGE = 2000, 100_000


def run(database, rates):
    with session.environment(database) as env:
        meters = Meters(env)

        def ours(_round):
            meters.load_file(meters.next_rows(ROWS))

        def baseline(_round):
            rows = meters.next_rows(ROWS)
            fields = ["contract_id/.id", "meter_id/.id", "date", "index_m3", "source"]
            data = [
                [
                    meters.contract[r[0]],
                    meters.meter[r[1]],
                    str(r[3]),
                    str(r[4]),
                    "file",
                ]
                for r in rows
            ]
            result = env["gas.meter.reading"].load(fields, data)
            assert result["ids"] and len(result["ids"]) == ROWS, result["messages"][:3]
            env.cr.commit()

        measured = rates(ROWS, ours, baseline)
        start = time.perf_counter()
        meters.load_file(meters.next_rows(LARGE))
        seconds = time.perf_counter() - start
        return {
            "what": f"{ROWS} readings of a CSV; baseline: Odoo's load()",
            "unit": "rows/s",
            "rates": measured,
            "notes": [
                f"one file of {LARGE:,} rows: {seconds:.0f} s, "
                f"{LARGE / seconds:.0f} rows/s"
            ],
        }


class Meters:
    """All meters of the town, read again and again, a day later each time."""

    def __init__(self, env):
        self.env = env
        # No dial turns over here: both ways of importing get the same plain rows.
        installations = env["gas.meter.installation"].search(
            [("date_end", "=", False), ("meter_id.digits", ">", 4)]
        )
        self.households = [
            (i.service_point_id.contract_id, i.meter_id) for i in installations
        ]
        self.contract = {c.name: c.id for c, _meter in self.households}
        self.meter = {m.name: m.id for _contract, m in self.households}
        self.index = {}
        for reading in env["gas.meter.reading"].search(
            [("state", "!=", "rejected")], order="date, id"
        ):
            self.index[reading.meter_id.id] = int(reading.index_m3)
        self.day = date(2026, 8, 25)
        self.rows = self._rows()

    def _rows(self):
        while True:
            self.day += timedelta(days=1)
            for contract, meter in self.households:
                self.index[meter.id] += 1
                index = self.index[meter.id]
                yield [contract.name, meter.name, "", self.day, index, "", ""]

    def next_rows(self, count):
        return [next(self.rows) for _number in range(count)]

    def load_file(self, rows):
        env = self.env
        record = env["gas.import"].create(
            {
                "kind": "readings",
                "file": base64.b64encode(as_csv(READING_COLUMNS, rows)),
                "file_name": "bench.csv",
            }
        )
        record._import_now()
        assert (record.state, record.good_count) == ("done", len(rows)), (
            record.error or record.refusal_ids[:3].mapped("reason")
        )
        env.cr.commit()
