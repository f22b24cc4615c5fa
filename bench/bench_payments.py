"""A bank's batch of 10,000 payments, posted and reconciled with the bills.

Baseline: as many as fit, one by one with Odoo's ``account.payment.register``, as the
counter does it. Ours: the jobs of the batch, a third of them a round.
"""

from datetime import date

from city import City, copy_of, posted_month

import session

CITY = City(1, 11)
PAYMENTS, ALONE, ROUNDS = 10_000, 30, 3


def run(database, rates):
    with copy_of(database) as name:
        posted_month(name, CITY, date(2026, 8, 31))
        with session.environment(name) as env:
            bills = env["gas.bill"].search([("amount_total", ">", 0)], order="id")
            batch = make_batch(env, bills[:PAYMENTS])
            alone = bills[PAYMENTS:].move_id.ids
            cash = env["account.journal"].search([("type", "=", "cash")], limit=1)
            env.cr.commit()
            size = batch._chunk_size("pay")
            lines = batch.line_ids.ids

            def commit():
                env.flush_all()
                env.cr.commit()
                env.invalidate_all()

            def ours(number):
                share = len(lines) // ROUNDS + 1
                ids = lines[number * share : (number + 1) * share]
                for start in range(0, len(ids), size):
                    batch._pay_chunk(ids[start : start + size])
                    commit()
                return len(ids)

            def baseline(_round):
                for _payment in range(ALONE):
                    wizard = env["account.payment.register"].with_context(
                        active_model="account.move", active_ids=[alone.pop()]
                    )
                    wizard.create({"journal_id": cash.id})._create_payments()
                    commit()

            measured = rates(ALONE, ours, baseline)
            batch._pay_done()
            assert batch.state == "posted", batch.state
            env.cr.execute(
                """
                SELECT COUNT(*) FROM gas_payment_batch_line line
                  JOIN gas_bill bill ON bill.contract_id = line.contract_id
                  JOIN account_move move ON move.id = bill.move_id
                 WHERE line.batch_id = %s AND move.payment_state = 'paid'
                   AND move.amount_residual = 0
                """,
                [batch.id],
            )
            assert env.cr.fetchone()[0] == PAYMENTS
            return {
                "what": f"a batch of {PAYMENTS:,} payments in jobs of {size}; "
                "baseline: account.payment.register one by one",
                "unit": "payments/s",
                "rates": measured,
            }


def make_batch(env, bills):
    journal = env["account.journal"].search([("type", "=", "bank")], limit=1)
    batch = env["gas.payment.batch"].create(
        {"name": "bench", "journal_id": journal.id, "date": date(2026, 9, 10)}
    )
    env["gas.payment.batch.line"].create(
        [
            {
                "batch_id": batch.id,
                "contract_id": bill.contract_id.id,
                "amount": bill.amount_total,
                "reference": f"R{bill.id}",
            }
            for bill in bills
        ]
    )
    batch._move_to("posting")
    return batch
