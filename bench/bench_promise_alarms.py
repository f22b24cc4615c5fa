"""The minute cron with 100,000 open promises of which 1,000 have just expired.

Baseline: a cron that reads every open promise and compares its deadline with the clock.
Rows are locked only while alarms are noted; people are told afterwards.
"""

import time
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

import session

OPEN, EXPIRED = 100_000, 1000


def run(database, rates):
    with session.environment(database) as env:
        now = fields.Datetime.now()
        prepare(env, now)
        promises, alarms = env["gas.promise"], env["gas.promise.alarm"]
        locked = []

        def ours(_round):
            found = 0
            while True:
                start = time.perf_counter()
                noted = promises._note_alarms(now)
                env.flush_all()
                if not noted:
                    break
                locked.append(time.perf_counter() - start)
                found += noted
            assert found == EXPIRED, found
            begin_again(env)
            return OPEN

        def baseline(_round):
            found = promises.search([("is_open", "=", True)])
            late = [p.id for p in found if p.deadline_at and p.deadline_at < now]
            assert len(found) == OPEN and len(late) == EXPIRED
            begin_again(env)
            return OPEN

        measured = rates(OPEN, ours, baseline)
        result = {
            "what": f"{OPEN:,} open promises, {EXPIRED:,} expired; baseline: read all",
            "unit": "promises/s",
            "rates": measured,
            "notes": [
                f"a minute with {EXPIRED:,} alarms to note: {sum(locked[-2:]):.2f} s, "
                f"rows locked for {max(locked):.2f} s at most",
                f"a minute with nothing due: {idle(env, now):.4f} s",
                f"telling {EXPIRED:,} alarms: {telling(env, now, alarms):.1f} s",
            ],
        }
        env.cr.rollback()
        return result


def begin_again(env):
    env.invalidate_all(flush=False)
    env.cr.execute("ROLLBACK TO SAVEPOINT measured")


def idle(env, now):
    start = time.perf_counter()
    env["gas.promise"]._note_alarms(now - timedelta(days=1))
    return time.perf_counter() - start


def telling(env, now, alarms):
    while env["gas.promise"]._note_alarms(now):
        env.flush_all()
    start = time.perf_counter()
    while alarms._send_waiting():
        env.flush_all()
    return time.perf_counter() - start


def prepare(env, now):
    """Make the records that have expired, and in SQL the promises that have not."""
    kind = env["gas.application.kind"].search([], limit=1)
    contracts = env["gas.contract"].search([("state", "=", "running")], limit=EXPIRED)
    # What other policies promise of the records is not measured.
    env["gas.promise.policy"].search([("active", "=", True)]).active = False
    env["gas.promise.policy"].create(
        {
            "name": "Answered within an hour",
            "code": "bench",
            "model_id": env["ir.model"]._get_id("gas.application"),
            "domain": "[('note', '=', 'bench')]",
            "start_field_id": event(env, "submitted_on"),
            "target_field_id": event(env, "done_on"),
            "amount": 1,
            "unit": "hour",
            "warn_percent": 0,
            "group_id": env.ref("gas_customer.gas_customer_group_administrator").id,
        }
    )
    applications = env["gas.application"].create(
        [
            {
                "kind_id": kind.id,
                "contract_id": contract.id,
                "note": "bench",
                "submitted_on": now - timedelta(hours=1, seconds=30),
            }
            for contract in contracts
        ]
    )
    env.flush_all()
    sample = applications.promise_ids[0]
    env.cr.execute(
        SQL(
            """
            INSERT INTO gas_promise (
                   policy_id, terms_id, res_model, res_id, record_name, company_id,
                   station_id, state, is_open, start_at, deadline_at, next_alarm_at)
            SELECT policy_id, terms_id, res_model, 1000000000 + number, record_name,
                   company_id, station_id, state, is_open, start_at,
                   deadline_at + make_interval(days => 1 + number %% 30),
                   next_alarm_at + make_interval(days => 1 + number %% 30)
              FROM gas_promise, generate_series(1, %s) number
             WHERE id = %s
            """,
            OPEN - EXPIRED,
            sample.id,
        )
    )
    env.cr.execute("ANALYZE gas_promise")
    env.cr.execute("SAVEPOINT measured")


def event(env, name):
    return env["ir.model.fields"]._get("gas.application", name).id
