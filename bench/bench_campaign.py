"""Campaigns of 100,000 households on a real server with its queue, step by step.

The first month and the second from readings to posted, end to end; of the third, one
part posted by one worker and one by two, while a cashier takes payments. Baseline: the
first month; ours: the second, which must be as fast.
"""

import json
import statistics
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from city import City, assert_complete, copy_of, fill, read

import session

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests"))

import server as real  # noqa: E402

CITY = City(1, 100)
PAYMENTS = 15
HOUR = 3600
ENDS = {1: date(2026, 7, 31), 2: date(2026, 8, 31), 3: date(2026, 9, 30)}


def run(database, _rates):
    with copy_of(database) as name, tempfile.TemporaryDirectory() as folder:
        (station,) = set(fill(name, CITY))
        log = Path(folder) / "odoo.log"
        with session.environment(name) as env:
            cash = env["account.journal"].search([("type", "=", "cash")], limit=1).id
        months = [Month(name, station, number) for number in (1, 2, 3)]
        with started(name, log, jobs=2) as office:
            for month in months[:2]:
                month.bill(office)
            memory = office.memory
        with started(name, log, jobs=2) as office:
            months[2].rate(office)
            idle = office.payments(months[0], cash)
        with started(name, log, jobs=1) as office:
            alone = months[2].post_some(office)
        with started(name, log, jobs=2) as office:
            both = months[2].post_some(office)
            months[2].post(office, wait=False)
            busy = office.payments(months[0], cash)
            office.clerk.wait_for(*months[2].record, "posted", HOUR)
        campaigns = [month.record[1] for month in months]
        assert_complete(name, campaigns, CITY.households)
    first, second = (CITY.households / month.seconds for month in months[:2])
    return {
        "what": f"{CITY.households:,} households from readings to posted on 2 workers: "
        "second month; baseline: first month",
        "unit": "bills/s",
        "rates": (second, first),
        "notes": [
            *(month.told for month in months[:2]),
            f"largest memory of a worker: {memory[0]} MB after the first month, "
            f"{memory[1]} MB after the second",
            f"posting by one worker {alone:.0f} bills/s, by two {both:.0f}: "
            f"{both / alone:.2f} times",
            f"a payment at the counter: {idle:.2f} s in the median while nothing else "
            f"runs, {busy:.2f} s during a campaign: {busy / idle:.1f} times",
        ],
    }


class Month:
    def __init__(self, database, station, number):
        self.database, self.station, self.number = database, station, number
        self.end = ENDS[number]
        self.record = None
        self.took = {}
        read(database, number, self.end)

    @property
    def seconds(self):
        return sum(self.took.values())

    @property
    def told(self):
        rates = (f"{k} {CITY.households / s:.0f}/s" for k, s in self.took.items())
        return f"month {self.number}: {self.seconds:.0f} s, " + ", ".join(rates)

    def bill(self, office):
        self.rate(office)
        self.post(office)
        office.note_memory()

    def rate(self, office):
        day = str(self.end.replace(day=1))
        model = "gas.billing.campaign"
        values = {"station_id": self.station, "month": day}
        values["reading_until"] = values["invoice_date"] = str(self.end)
        (campaign,) = office.clerk.call(model, "create", vals_list=[values])
        self.record = model, campaign
        with self._timed("rating"):
            office.clerk.call(model, "action_rate", ids=[campaign])
            office.clerk.wait_for(model, campaign, "rated", HOUR)
        office.clerk.call(model, "action_approve", ids=[campaign])

    def post(self, office, wait=True):
        model, campaign = self.record
        with self._timed("posting"):
            office.clerk.call(model, "action_post", ids=[campaign])
            if wait:
                office.clerk.wait_for(model, campaign, "posted", HOUR)

    def post_some(self, office):
        """Post about a third, stop, and return the bills a second meanwhile."""
        model, campaign = self.record
        office.clerk.call(model, "action_post", ids=[campaign])
        first = self._posted()
        while self._posted() < first + CITY.households / 12:  # until caches are full
            time.sleep(0.1)
        begin, done = time.monotonic(), self._posted()
        while self._posted() < first + CITY.households / 3.5:
            time.sleep(0.1)
        speed = (self._posted() - done) / (time.monotonic() - begin)
        office.clerk.call(model, "action_stop", ids=[campaign])
        office.clerk.wait_for(model, campaign, "approved", HOUR)
        return speed

    def _posted(self):
        with session.environment(self.database) as env:
            env.cr.execute(
                "SELECT COUNT(*) FROM gas_bill WHERE campaign_id = %s "
                "AND state = 'posted'",
                [self.record[1]],
            )
            return env.cr.fetchone()[0]

    @contextmanager
    def _timed(self, step):
        begin = time.monotonic()
        yield
        self.took[step] = time.monotonic() - begin


class Office:
    """A running server, and who works on it."""

    def __init__(self, server):
        self.server = server
        keys = json.loads(
            real.run_in_odoo(ROOT / "tests" / "make_keys.py", server.database)
        )
        self.clerk = real.Client(server, keys["zhangwu"])
        self.cashier = real.Client(server, keys["shoufei"])
        self.memory = []
        self.most = 0
        self.over = threading.Event()
        threading.Thread(target=self._watch_memory, daemon=True).start()

    def _watch_memory(self):
        while not self.over.wait(2):
            self.most = max(self.most, *map(resident_mb, self._processes()))

    def _processes(self):
        group = self.server.process.pid
        return [
            int(path.name)
            for path in Path("/proc").iterdir()
            if path.name.isdigit() and group_of(path) == group
        ] or [group]

    def note_memory(self):
        self.memory.append(self.most)
        self.most = 0

    def payments(self, month, cash):
        """Take payments one after the other; return the seconds in the median."""
        bills = self.clerk.call(
            "gas.bill",
            "search_read",
            domain=[
                ["campaign_id", "=", month.record[1]],
                ["payment_state", "=", "not_paid"],
                ["amount_total", ">", 0],
            ],
            fields=["move_id"],
            limit=PAYMENTS + 1,
        )
        times = []
        for bill in bills:
            begin = time.monotonic()
            context = {
                "active_model": "account.move",
                "active_ids": [bill["move_id"][0]],
            }
            wizard = self.cashier.call(
                "account.payment.register",
                "create",
                vals_list=[{"journal_id": cash}],
                context=context,
            )
            self.cashier.call(
                "account.payment.register", "action_take", ids=wizard, context=context
            )
            times.append(time.monotonic() - begin)
        return statistics.median(times[1:])  # the first one fills the caches


@contextmanager
def started(database, log, jobs):
    server = real.Server(database, log)
    server.start(workers=3, ODOO_QUEUE_JOB_CHANNELS=f"root:{jobs}")
    office = Office(server)
    try:
        yield office
    finally:
        office.over.set()
        server.stop()


def resident_mb(pid):
    try:
        text = Path(f"/proc/{pid}/statm").read_text()
    except OSError:  # it has ended
        return 0
    return int(text.split()[1]) * 4096 // 2**20


def group_of(path):
    try:
        return int((path / "stat").read_text().rsplit(")", 1)[1].split()[2])
    except OSError:
        return None
