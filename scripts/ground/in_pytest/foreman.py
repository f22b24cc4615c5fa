"""Several pytests at once, a file of tests at a time: `pytest -p foreman --plan=PLAN`.

The foreman collects nothing and runs nothing. Its workers do (worker.py), each with
databases of its own; whoever is free gets the file that takes longest. What they report
goes through the foreman's own pytest, which counts and prints as if it had run them.

PLAN is a file: {"workers": [{"command", "env", "log"}], "seconds": {file: what it took
last time}, "in_order": whether the longest comes first, "first": {"command", "env",
"log", "folder"}: what has to be done before the files of that folder}.
"""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections import Counter, defaultdict
from multiprocessing.connection import Pipe, wait
from pathlib import Path

import pytest

# Of a file that never ran: for each of its tests, and to set up.
SECONDS_OF_A_TEST, SECONDS_OF_A_FILE = 0.5, 3
# What a worker needs to stop the servers that it started.
GRACE_S = 60


def pytest_addoption(parser):
    parser.addoption("--plan", type=Path)


def pytest_collection(session):
    session.items = []
    return True


@pytest.hookimpl(wrapper=True)
def pytest_report_teststatus(report):
    """No letter for each test: workers report at the same time, a line tells a file."""
    category, _letter, word = yield
    return category, "", word


def pytest_runtestloop(session):
    plan = json.loads(session.config.option.plan.read_text(encoding="utf-8"))
    foreman = Foreman(session, plan)
    try:
        foreman.run()
    finally:
        took = {file: round(foreman.spent[file]) for file in sorted(foreman.spent)}
        session.config.option.plan.with_name("durations.json").write_text(
            json.dumps(took, indent=0) + "\n", encoding="utf-8"
        )
    return True


class Worker:
    """A pytest that asks for files, and says what became of their tests."""

    def __init__(self, command, env, log):
        self.log = Path(log)
        self.connection, theirs = Pipe()
        with theirs, self.log.open("wb") as output:
            self.process = subprocess.Popen(
                command,
                env={**os.environ, **env, "GAS_FOREMAN": str(theirs.fileno())},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C is for the foreman; he tells them
            )
        self.is_idle = False

    def __enter__(self):
        return self

    def __exit__(self, broken_off, *_error):
        self.connection.close()
        if broken_off and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # pytest tidies up
        try:
            self.process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Foreman:
    def __init__(self, session, plan):
        self.session, self.plan = session, plan
        self.hook = session.config.hook
        self.terminal = session.config.pluginmanager.get_plugin("terminalreporter")
        self.counts = {}  # {file: how many tests}
        self.refused = set()  # files that cannot be read
        self.waiting = []  # files, in the order in which they are handed out
        self.began, self.spent = {}, {}  # {file: when}, {file: seconds}
        self.outcomes = defaultdict(Counter)  # {file: {"passed": how many tests}}
        self.failed = 0

    def run(self):
        with contextlib.ExitStack() as stack:
            first = self._start_first(stack)
            workers = {}
            for each in self.plan["workers"]:
                worker = stack.enter_context(Worker(**each))
                workers[worker.connection] = worker
            while workers:
                for connection in wait(list(workers), timeout=1):
                    worker = workers[connection]
                    try:
                        kind, *content = connection.recv()
                    except EOFError:
                        self._fail("A worker broke off.", worker.log)
                    if kind == "end":
                        del workers[connection]
                    else:
                        getattr(self, f"_on_{kind}")(worker, *content)
                self._hand_out(workers.values(), first)

    # What comes before some files

    def _start_first(self, stack):
        """Start what the files of a folder wait for; return its process."""
        first = self.plan.get("first")
        if not first:
            return None
        output = stack.enter_context(open(first["log"], "wb"))
        process = subprocess.Popen(
            first["command"],
            env={**os.environ, **first["env"]},
            stdout=output,
            stderr=output,
        )
        stack.callback(process.wait)
        stack.callback(process.terminate)
        return process

    def _hand_out(self, workers, first):
        closed = None
        if first and first.poll() is None:
            closed = self.plan["first"]["folder"]
        elif first and first.returncode:
            self._fail("What the stories need failed.", self.plan["first"]["log"])
        open_files = [f for f in self.waiting if not closed or not f.startswith(closed)]
        for worker in [worker for worker in workers if worker.is_idle]:
            if open_files:
                file = open_files.pop(0)
                self.waiting.remove(file)
                self.began[file] = time.monotonic()
            elif self.waiting:
                continue
            else:
                file = None
            worker.connection.send(file)
            worker.is_idle = False

    def _fail(self, reason, log):
        end = Path(log).read_text(encoding="utf-8", errors="replace").splitlines()[-30:]
        self.terminal.write_line("\n".join(["", f"The end of {log}:", *end]))
        self.session.shouldfail = reason
        raise self.session.Failed(reason)

    # What workers say

    def _on_collected(self, _worker, counts):
        if not self.counts:
            self.counts, self.waiting = counts, list(counts)
            self.session.testscollected = sum(counts.values())
            if self.plan["in_order"]:
                self.waiting.sort(key=self._expected, reverse=True)
            files = f"{len(counts)} files, {self.session.testscollected} tests"
            self.terminal.write_line(f"{files}; {self._left()}")

    def _on_refused(self, _worker, data):
        report = self._report(data)
        if report.nodeid not in self.refused:  # every worker says so
            self.refused.add(report.nodeid)
            self.hook.pytest_collectreport(report=report)
        self.session.shouldfail = "Not all tests can be read."

    def _on_idle(self, worker):
        worker.is_idle = True

    def _on_report(self, _worker, data):
        report = self._report(data)
        file = report.nodeid.split("::")[0]
        status = self.hook.pytest_report_teststatus(
            report=report, config=self.session.config
        )
        if status[0]:
            self.outcomes[file][status[0]] += 1
        self.hook.pytest_runtest_logreport(report=report)
        if report.failed:
            self.failed += 1
            self.terminal.write_line(f"FAILED {report.nodeid}", red=True)

    def _on_done(self, _worker, file):
        # Not what the tests say: some of them stop the clock.
        self.spent[file] = time.monotonic() - self.began[file]
        outcomes = ", ".join(f"{n} {name}" for name, n in self.outcomes[file].items())
        place = f"{len(self.spent):4} of {len(self.counts)}"
        self.terminal.write_line(
            f"{place}  {self.spent[file]:4.0f} s  {file}: {outcomes}; "
            f"{self.failed} failed so far; {self._left()}"
        )

    def _report(self, data):
        config = self.session.config
        return self.hook.pytest_report_from_serializable(config=config, data=data)

    # How long it will take

    def _expected(self, file):
        guess = SECONDS_OF_A_FILE + SECONDS_OF_A_TEST * self.counts[file]
        return self.plan["seconds"].get(file, guess)

    def _left(self):
        """Return how many minutes are left at the pace of today."""
        spent = sum(self.spent.values())
        pace = spent / sum(map(self._expected, self.spent)) if spent > 60 else 1
        now = time.monotonic()
        left = sum(
            max(self._expected(file) * pace - (now - self.began.get(file, now)), 0)
            for file in self.counts.keys() - self.spent.keys()
        )
        minutes = left / len(self.plan["workers"]) / 60
        return f"about {minutes:.0f} min left"
