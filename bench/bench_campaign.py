"""A campaign's bills, from reviewed readings to posted invoices.

Baseline: the same invoices by stock ``account.move.create`` + ``action_post`` in one
batch of at most 500, without rating anything. Every round is rolled back, so that each
begins with the same tables.
"""

import time
from datetime import date

import session

BILLS = 400


def run(database, rates):
    with session.environment(database) as env:
        town = Town(env)
        split = {"rate": [], "post": []}

        def ours(_round):
            bills = town.rate(split)
            start = time.perf_counter()
            posted = env["gas.bill.poster"]._post(bills)
            env.flush_all()
            split["post"].append(len(bills) / (time.perf_counter() - start))
            assert len(posted) == len(bills)
            forget(env)
            return len(bills)

        def baseline(_round):
            moves = env["account.move"].create(town.invoices)
            moves.action_post()
            env.flush_all()
            forget(env)
            return len(town.invoices)

        result = {
            "what": f"{BILLS} bills rated and posted; baseline: create + action_post",
            "unit": "bills/s",
            "rates": rates(BILLS, ours, baseline),
            "notes": [
                f"of ours alone: rating {max(split['rate']):.0f} bills/s, "
                f"posting {max(split['post']):.0f} bills/s"
            ],
        }
        env.cr.rollback()
        return result


def forget(env):
    env.cr.rollback()
    env.invalidate_all(flush=False)
    env.transaction.reset()


class Town:
    """The town's households with reviewed readings of the next month, committed."""

    def __init__(self, env):
        self.env = env
        contracts = env["gas.contract"].search(
            [("user_class", "=", "resident"), ("station_id.code", "=", "DH")],
            limit=BILLS,
            order="id",
        )
        self.contracts = contracts
        readings = env["gas.meter.reading"]
        last = readings.search(
            [("contract_id", "in", contracts.ids), ("state", "=", "reviewed")],
            order="date, id",
        )
        last = {reading.contract_id: reading for reading in last}
        if not readings.search_count([("billed_before", "=", False)]):
            created = readings.create(
                [
                    {
                        "contract_id": contract.id,
                        "date": date(2026, 8, 25),
                        "index_m3": (last[contract].index_m3 + 5 + number % 40)
                        % 10**contract.meter_id.digits,
                        "handling": "photo",
                    }
                    for number, contract in enumerate(contracts)
                ]
            )
            clerk = env["res.users"].search([("login", "=", "zhangwu")])
            created.with_user(clerk).action_review()
            self.campaign = env["gas.billing.campaign"].create(
                {
                    "station_id": contracts.station_id.id,
                    "month": date(2026, 9, 1),
                    "state": "posting",
                }
            )
            env.cr.commit()
        self.campaign = env["gas.billing.campaign"].search([], limit=1)
        bills = self.rate({"rate": []})
        poster = env["gas.bill.poster"]
        self.invoices = poster._prepare_move_vals_list(bills)
        forget(env)

    def rate(self, split):
        start = time.perf_counter()
        bills = self.env["gas.bill.rater"]._rate(self.campaign, self.contracts)
        self.env.flush_all()
        split["rate"].append(len(bills) / (time.perf_counter() - start))
        aside = bills.filtered(lambda bill: bill.state == "aside")
        return bills.sudo() - aside
