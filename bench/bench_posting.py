"""Rated bills to posted invoices, as sets, against the ORM, OCA's contracts and COPY.

Ours: jobs of a campaign, each in a transaction of its own. Baseline: stock
``account.move.create`` + ``action_post`` of the same bills in batches of 500. Beside
them, in the same run: the ORM without tracking and followers, in the batch that suits
it best; OCA ``contract`` and post; and a bare COPY of the rows of the same invoices.
"""

import io
import subprocess
import sys
import time
from collections import defaultdict
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median

from city import City, copy_of, rated_campaign

from odoo.tools import SQL

from odoo.addons.gas_billing.posting import samples

import session

CITY = City(1, 21)
BATCH = 500
JOBS = 2  # a round
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
}
TABLES = (
    "account_move",
    "account_move_line",
    "account_move_line_account_tax_rel",
    "account_account_tag_account_move_line_rel",
)


def run(database, rates):
    with copy_of(database) as name:
        campaign_id = rated_campaign(name, CITY, date(2026, 9, 30))
        by_contract = contracts(name)
        with session.environment(name) as env:
            campaign = env["gas.billing.campaign"].browse(campaign_id)
            bench = Posting(campaign)
            measured = rates(BATCH, bench.ours, bench.stock)
            tuned = {size: bench.tuned(size) for size in (BATCH, 4 * BATCH)}
            size = max(tuned, key=tuned.get)
            spent = bench.spent()
            copied = copy_rows(env, bench.last_moves)
        ours, stock = measured
        return {
            "what": f"jobs of {bench.chunk} bills posted; baseline: create + "
            f"action_post of {BATCH}",
            "unit": "bills/s",
            "rates": measured,
            "notes": [
                f"{ours / tuned[size]:.0f} times the ORM without tracking in batches "
                f"of {size} ({tuned[size]:.0f} bills/s)",
                f"{ours / by_contract:.0f} times OCA contract + post "
                f"({by_contract:.0f} bills/s)",
                *(
                    f"{ours / rate:.0%} of COPY into tables {what} ({rate:.0f} bills/s)"
                    for what, rate in copied.items()
                ),
                "a job's time: " + spent,
            ],
        }


class Posting:
    def __init__(self, campaign):
        self.env = campaign.env
        self.campaign = campaign
        self.poster = self.env["gas.bill.poster"]
        self.chunk = campaign._chunk_size("post")
        self.ids = self.poster._in_order(campaign._bills("rated"))
        self.last_moves = []
        self.clock = Clock(self.env.cr)
        self._job(self.ids[:BATCH])  # what is read once in a process

    def ours(self, _round):
        done = 0
        for _job in range(JOBS):
            done += self._job(self.ids[: self.chunk])
        return done

    def _job(self, ids):
        self.ids = self.ids[len(ids) :]
        with self.clock:
            self.campaign._post_chunk(ids)
            self._commit()
        bills = self.env["gas.bill"].browse(ids)
        assert set(bills.mapped("state")) == {"posted"}
        self.last_moves = bills.move_id.ids
        self.env.invalidate_all()
        return len(ids)

    def stock(self, _round):
        """The bills that ours posts next, once more."""
        return self._create(self.ids[:BATCH])

    def tuned(self, size):
        begin = time.perf_counter()
        self._create(self.ids[:size], **QUIET)
        return size / (time.perf_counter() - begin)

    def _create(self, ids, **context):
        bills = self.env["gas.bill"].browse(ids)
        company = self.campaign.company_id
        common = self.poster._prepare_common_vals(self.campaign)
        drafts = self.poster._drafts(company, bills)
        moves = self.env["account.move"].with_context(**context)
        moves.create([draft.vals(**common) for draft, _total in drafts]).action_post()
        self._commit()
        self.env.invalidate_all()

    def _commit(self):
        self.env.flush_all()
        self.env.cr.commit()

    def spent(self):
        return self.clock.told()


class Clock:
    """Tells what the statements of our jobs took."""

    PARTS = {
        "WITH pattern": "INSERT of invoices",
        "json_to_recordset": "INSERT of relations",
        "UPDATE gas_bill": "UPDATE of bills",
        "UPDATE res_partner": "UPDATE of customers",
        "FROM gas_bill bill": "reading bills",
    }

    def __init__(self, cr):
        self.cr = cr
        self.total = 0.0
        self.parts = defaultdict(float)
        self.sampling = False

    def __enter__(self):
        cls = type(self.cr)
        self.execute, self.take = cls.execute, samples.take
        self.begin = time.perf_counter()

        def take(*arguments):
            begin, self.sampling = time.perf_counter(), True
            try:
                return self.take(*arguments)
            finally:
                self.sampling = False
                self.parts["samples by the ORM"] += time.perf_counter() - begin

        def execute(cr, query, *arguments, **kwargs):
            if self.sampling:
                return self.execute(cr, query, *arguments, **kwargs)
            begin = time.perf_counter()
            try:
                return self.execute(cr, query, *arguments, **kwargs)
            finally:
                text = getattr(query, "code", query)
                part = next(
                    (told for word, told in self.PARTS.items() if word in text),
                    "other statements",
                )
                self.parts[part] += time.perf_counter() - begin

        cls.execute, samples.take = execute, take

    def __exit__(self, *_exc):
        type(self.cr).execute, samples.take = self.execute, self.take
        self.total += time.perf_counter() - self.begin

    def told(self):
        parts = {**self.parts}
        parts["Python"] = self.total - sum(parts.values())
        return ", ".join(
            f"{part} {seconds / self.total:.0%}"
            for part, seconds in sorted(parts.items(), key=lambda item: -item[1])
        )


def copy_rows(env, move_ids):
    """Return {what tables: bills a second} of a bare COPY of what was written."""
    found = {}
    rows = {}
    for table in TABLES:
        key = "id" if table == "account_move" else "move_id"
        of_line = "SELECT id FROM account_move_line WHERE move_id = ANY(%s)"
        where = f"{key} = ANY(%s)"
        if table.endswith("_rel"):
            where = f"account_move_line_id IN ({of_line})"
        rows[table] = io.BytesIO()
        query = env.cr.mogrify(f"SELECT * FROM {table} WHERE {where}", [move_ids])
        env.cr.copy_expert(f"COPY ({query.decode()}) TO STDOUT", rows[table])
    for what, foreign_keys in (("with the same indexes", False), ("and keys", True)):
        times = []
        for _round in range(3):
            with copies_of_tables(env.cr, foreign_keys):
                begin = time.perf_counter()
                for table, text in rows.items():
                    text.seek(0)
                    env.cr.copy_expert(f"COPY copy_{table} FROM STDIN", text)
                times.append(time.perf_counter() - begin)
        found[what] = len(move_ids) / median(times)
    return found


@contextmanager
def copies_of_tables(cr, foreign_keys):
    """Make empty tables like TABLES, with all indexes and checks."""
    for table in TABLES:
        cr.execute(
            SQL(
                "CREATE TABLE %s (LIKE %s INCLUDING ALL)",
                SQL.identifier(f"copy_{table}"),
                SQL.identifier(table),
            )
        )
    if foreign_keys:
        cr.execute(
            """
            SELECT conrelid::regclass, pg_get_constraintdef(oid) FROM pg_constraint
             WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])
            """,
            [list(TABLES)],
        )
        for table, definition in cr.fetchall():
            for other in TABLES:
                definition = definition.replace(f" {other}(", f" copy_{other}(")
            cr.execute(SQL(f"ALTER TABLE copy_{table} ADD {definition}"))
    cr.commit()
    yield
    for table in reversed(TABLES):
        cr.execute(SQL("DROP TABLE %s", SQL.identifier(f"copy_{table}")))
    cr.commit()


def contracts(name):
    """Return the bills a second of OCA contract and post, in a copy of the database."""
    with copy_of(name, "contract") as copy:
        script = Path(__file__).with_name("post_contracts.py")
        output = subprocess.run(
            [sys.executable, script, sys.argv[1], copy, str(BATCH)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout
        return float(output.split()[-1])
