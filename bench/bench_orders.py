"""Work orders a second from a list of households, and one list of 10,000.

Baseline: `fsm.order.create`, one by one, of the same orders.
"""

import base64
import itertools
import time

import session
from town.generate import as_csv

ROWS, ALONE, LARGE = 2000, 100, 10_000
COLUMNS = ("户号", "工单类型", "预约日期", "反映内容")


def run(database, rates):
    with session.environment(database) as env:
        contracts = env["gas.contract"].search([("state", "=", "running")], limit=ROWS)
        kinds = env["fsm.order.type"].search([])
        # An order that is open is not ordered again: each pair comes once.
        pairs = ((contract, kind) for kind in kinds for contract in contracts)

        def load(count):
            rows = [
                (contract.name, kind.code, "", "")
                for contract, kind in itertools.islice(pairs, count)
            ]
            record = env["gas.import"].create(
                {
                    "kind": "orders",
                    "file": base64.b64encode(as_csv(COLUMNS, rows)),
                    "file_name": "bench.csv",
                }
            )
            record._import_now()
            assert (record.state, record.good_count) == ("done", count), (
                record.error or record.refusal_ids[:3].mapped("reason")
            )
            env.cr.commit()

        def ours(_round):
            load(ROWS)

        def baseline(_round):
            for contract, kind in itertools.islice(pairs, ALONE):
                env["fsm.order"].create({"contract_id": contract.id, "type": kind.id})
                env.cr.commit()
            return ALONE

        measured = rates(ROWS, ours, baseline)
        start = time.perf_counter()
        load(LARGE)
        seconds = time.perf_counter() - start
        return {
            "what": f"{ROWS} orders of a list; baseline: fsm.order.create one by one",
            "unit": "orders/s",
            "rates": measured,
            "notes": [f"a list of {LARGE:,}: {seconds:.0f} s"],
        }
