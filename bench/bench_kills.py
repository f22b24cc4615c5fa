"""Campaigns on a real server while things are killed at random moments, 50 times.

SIGKILL of a worker, of the queue's runner, of a backend of the database (with which all
of it falls and recovers), or of the whole server. The clerk presses Go On when jobs
broke off, as the page tells him. Afterwards every household has one invoice a month,
and the numbers have no gap. Ours and baseline: bills a second with and without kills.
"""

import contextlib
import json
import os
import random
import re
import signal
import sys
import tempfile
import time
import urllib.error
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import psycopg2
from city import City, assert_complete, copy_of, fill, read

from odoo.sql_db import close_db

import session

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests"))

import server as real  # noqa: E402

CITY = City(1, 10)
FIRST_DAY = date(2026, 8, 31)
KILLS = 50
CHUNK = 250
MODEL = "gas.billing.campaign"
TARGETS = ("worker", "runner", "database", "server")
# What a page shows while the house is on fire; ValueError: half an answer.
BROKEN = (urllib.error.URLError, OSError, ValueError, real.Refused)


def run(database, _rates):
    with copy_of(database) as name, tempfile.TemporaryDirectory() as folder:
        (station,) = set(fill(name, CITY))
        with session.environment(name) as env:
            for job in ("rate", "post"):
                env["ir.config_parameter"].set_param(f"gas_billing.{job}_chunk", CHUNK)
        town = Town(name, station, Path(folder) / "odoo.log")
        try:
            quiet = town.bill()
            town.killer = Killer(town)
            times = []
            while town.killer.count < KILLS:
                times.append(town.bill())
        finally:
            town.server.stop()
        close_db(name)
        assert_complete(name, town.campaigns, CITY.households)
        kills = ", ".join(f"{n} × {what}" for what, n in town.killer.done.items())
        return {
            "what": f"{len(times)} campaigns of {CITY.households:,} while things are "
            "killed; baseline: one in peace",
            "unit": "bills/s",
            "rates": (
                CITY.households * len(times) / sum(times),
                CITY.households / quiet,
            ),
            "notes": [
                f"{town.killer.count} kills ({kills}), Go On pressed "
                f"{town.resumed} times: complete, no gap, nothing twice"
            ],
        }


class Guarded(real.Server):
    """A server that is started anew when it died, as by systemd."""

    def start_if_dead(self):
        if self.process.poll() is None:
            return
        deadline = time.monotonic() + 120
        while self.process.poll() is not None:
            try:
                self.start()
            except AssertionError:  # the database is not up again
                if time.monotonic() > deadline:
                    raise
                time.sleep(1)


class Town:
    def __init__(self, database, station, log):
        self.database, self.station = database, station
        self.server = Guarded(database, log)
        self.server.start()
        keys = json.loads(real.run_in_odoo(ROOT / "tests" / "make_keys.py", database))
        self.clerk = real.Client(self.server, keys["zhangwu"])
        self.campaigns, self.resumed = [], 0
        self.killer = None

    def bill(self):
        """Bill the next month from readings to posted; return the seconds it took."""
        number = len(self.campaigns) + 1
        end = FIRST_DAY + timedelta(30 * (number - 1))  # in a month of its own
        self._read_meters(number, end)
        begin = time.monotonic()
        campaign = self._campaign(end)
        self.campaigns.append(campaign)
        self._step(campaign, "action_rate", "rated")
        self._step(campaign, "action_approve", "approved")
        self._step(campaign, "action_post", "posted")
        return time.monotonic() - begin

    def _read_meters(self, number, end):
        while True:
            close_db(self.database)  # connections of before the last fall
            try:
                return read(self.database, number, end)
            except psycopg2.OperationalError:
                time.sleep(1)

    def _campaign(self, end):
        """Enter a campaign; what came through when the answer was lost is found."""
        month = str(end.replace(day=1))
        values = {
            "station_id": self.station,
            "month": month,
            "reading_until": str(end),
            "invoice_date": str(end),
        }
        domain = [["station_id", "=", self.station], ["month", "=", month]]
        while not (found := self._insist("search", domain=domain)):
            self._press("create", vals_list=[values])
        (campaign,) = found
        return campaign

    def _step(self, campaign, action, state):
        fields = ["state", "failed_job_count"]
        while True:
            (values,) = self._insist("read", ids=[campaign], fields=fields)
            if values["state"] == state:
                return
            if values["failed_job_count"]:
                self._press("action_resume", ids=[campaign])
                self.resumed += 1
            elif values["state"] not in ("rating", "posting"):
                self._press(action, ids=[campaign])
            elif self.killer:
                self.killer.kill()
            else:
                time.sleep(0.2)

    def _press(self, method, **arguments):
        """Press a button once; what came of it is seen on the page."""
        with contextlib.suppress(*BROKEN):
            self.clerk.call(MODEL, method, **arguments)

    def _insist(self, method, **arguments):
        """Read as a clerk does who reloads the page until it answers."""
        deadline = time.monotonic() + 120
        while True:
            try:
                return self.clerk.call(MODEL, method, **arguments)
            except BROKEN:
                if time.monotonic() > deadline:
                    raise
                self.server.start_if_dead()
                time.sleep(0.5)


class Killer:
    def __init__(self, town):
        self.town = town
        self.pick = random.Random(50)
        self.done = Counter()

    @property
    def count(self):
        return self.done.total()

    def kill(self):
        if self.count >= KILLS:
            return
        time.sleep(self.pick.uniform(0.3, 3))
        what = self.pick.choice(TARGETS)
        if getattr(self, f"_kill_{what}")():
            self.done[what] += 1

    def _kill_worker(self):
        return self._shoot(self._pids_of("WorkerHTTP"))

    def _kill_runner(self):
        return self._shoot(self._pids_of("WorkerJobRunner"))

    def _kill_server(self):
        self.town.server.kill()
        self.town.server.start_if_dead()
        return True

    def _kill_database(self):
        close_db(self.town.database)  # connections of before the last fall
        try:
            with session.environment(self.town.database) as env:
                env.cr.execute(
                    """
                    SELECT pid FROM pg_stat_activity
                     WHERE datname = current_database() AND pid <> pg_backend_pid()
                       AND state <> 'idle'
                    """
                )
                pids = [pid for (pid,) in env.cr.fetchall()]
        except psycopg2.OperationalError:  # it is not yet up from the last time
            return False
        return self._shoot(pids)

    def _pids_of(self, kind):
        """Return the living processes of a kind that the server's log names."""
        text = self.town.server.log.read_text(errors="replace")
        pids = {int(pid) for pid in re.findall(rf"{kind} \((\d+)\) alive", text)}
        return [pid for pid in pids if Path(f"/proc/{pid}").exists()]

    def _shoot(self, pids):
        if not pids:
            return False
        os.kill(self.pick.choice(sorted(pids)), signal.SIGKILL)
        return True
