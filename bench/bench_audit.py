"""All rules of the audit over a million households with a month billed.

Ours: every rule once, as it runs at night. Baseline: one of the rules, bill and invoice
agree, asked of each bill by the ORM. The notes say how long each rule took.
"""

import time
from datetime import date

from city import FIRST_ID, MILLION, copies, copy_of, fill, read, vacuum

import session

MONTHS = (date(2026, 9, 30), date(2026, 10, 31))
BY_ORM = 5_000


def run(database, rates):
    with copy_of(database) as name:
        start = time.perf_counter()
        fill(name)
        for number, month_end in enumerate(MONTHS, start=1):
            read(name, number, month_end)
        bill(name)
        notes = [
            f"{MILLION.households:,} households in {time.perf_counter() - start:.0f} s"
        ]
        with session.environment(name) as env:
            rules = env["gas.audit"].search([("active", "=", True)])
            seconds = {}

            def ours(_round):
                for rule in rules:
                    begun = time.perf_counter()
                    rule._offenders()
                    seconds.setdefault(rule, []).append(time.perf_counter() - begun)

            def baseline(_round):
                env.invalidate_all()
                bills = env["gas.bill"].search([], limit=BY_ORM)
                for each in bills:
                    assert each.amount_total == each.move_id.amount_total
                return BY_ORM

            result = {
                "what": "all rules of the audit; baseline: one of them by the ORM",
                "unit": "households/s",
                "rates": rates(MILLION.households, ours, baseline),
            }
            for rule, times in sorted(
                seconds.items(), key=lambda item: -sorted(item[1])[len(item[1]) // 2]
            ):
                median = sorted(times)[len(times) // 2]
                notes.append(f"{median:8.2f} s  {rule.code}")
            env.cr.rollback()
            return {**result, "notes": notes}


def bill(database):
    """Give each household of the city a posted bill of its second reading."""
    with session.environment(database) as env:
        sample = env["gas.bill"].search([("state", "=", "posted")], limit=1)
        new = f"(SELECT * FROM gas_contract WHERE id >= {FIRST_ID}) new"
        move = sample.move_id
        env.cr.execute(
            copies(
                env.cr,
                move,
                new,
                id="new.id",
                name="'B/' || new.id",
                sequence_number="new.id",
                gas_contract_id="new.id",
                partner_id="new.partner_id",
                commercial_partner_id="new.partner_id",
            )
        )
        for number, line in enumerate(move.line_ids):
            owed = "new.id" if line.gas_contract_id else "NULL"
            env.cr.execute(
                copies(
                    env.cr,
                    line,
                    new,
                    id=f"new.id * 8 + {number}",
                    move_id="new.id",
                    gas_contract_id=owed,
                    partner_id="new.partner_id",
                )
            )
        env.cr.execute(
            copies(
                env.cr,
                sample,
                new,
                id="new.id",
                contract_id="new.id",
                partner_id="new.partner_id",
                station_id="new.station_id",
                move_id="new.id",
            )
        )
        for number, line in enumerate(sample.line_ids):
            env.cr.execute(
                copies(
                    env.cr,
                    line,
                    new,
                    id=f"new.id * 8 + {number}",
                    bill_id="new.id",
                )
            )
    vacuum(database)
