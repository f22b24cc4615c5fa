"""A real Odoo server with workers and queue, and clients who talk to it."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
IN_ODOO = ROOT / "scripts" / "ground" / "in_odoo"
# Two jobs that end at once both wake the next one: the queue tries again.
BOTH_WAKE_THE_NEXT = 'pending\\\')) AS "__tmp"("id", "state")'
BAD_LINE = re.compile(r"^\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) (?P<rest>.*)$")


def run_in_odoo(script, database, *arguments, **kwargs):
    """Run a script of scripts/ground/in_odoo, or at a path; return its output."""
    command = [sys.executable, IN_ODOO / script, os.environ["GAS_CONFIG"], database]
    result = subprocess.run(
        [*map(str, command), *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(IN_ODOO)},
        **kwargs,
    )
    assert result.returncode == 0, result.stderr[-3000:]
    return result.stdout


def audit(database):
    """Return {rule: [what breaks it]} of a database, without those that hold."""
    output = run_in_odoo(Path(__file__).parent / "audit.py", database)
    return json.loads(output.splitlines()[-1])


class Racer:
    """A script of these tests in a process of its own, ready, waiting for the word.

    The script prints "ready", reads a line and begins.
    """

    def __init__(self, script, database, *arguments):
        command = [sys.executable, script, os.environ["GAS_CONFIG"], database]
        self.process = subprocess.Popen(
            [*map(str, command), *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(IN_ODOO)},
        )
        assert self.read_line() == "ready"

    def go(self):
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def read_line(self):
        line = self.process.stdout.readline().strip()
        assert line, self.process.stderr.read()[-3000:]
        return line

    def finish(self):
        _output, errors = self.process.communicate(timeout=300)
        assert self.process.returncode == 0, errors[-3000:]

    def kill(self):
        """SIGKILL: it gets no chance to tidy up."""
        self.process.kill()
        self.process.communicate()


class Server:
    """``bin/odoo`` with two workers on ``database``; its log must hold no WARNING."""

    def __init__(self, database, log):
        self.database, self.log = database, log
        self.port = int(os.environ["GAS_HTTP_PORT"])
        self.process = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self, workers=2, **environment):
        command = [
            sys.executable,
            os.environ["GAS_ODOO_SCRIPT"],
            "-c",
            os.environ["GAS_CONFIG"],
            "-d",
            self.database,
            f"--db-filter=^{self.database}$",
            "--workers",
            workers,
            "--max-cron-threads",
            "1",
            "--http-port",
            self.port,
            "--gevent-port",
            self.port + 1,
            "--http-interface=127.0.0.1",
        ]
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen(
                list(map(str, command)),
                stdout=output,
                stderr=output,
                env={**os.environ, **environment},
                start_new_session=True,  # so that all its workers can be killed
            )
        self._wait_until_up()

    def _wait_until_up(self):
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()[-3000:]
            with contextlib.suppress(urllib.error.URLError, OSError):
                urllib.request.urlopen(f"{self.url}/web/login", timeout=60).read()
                return
            time.sleep(0.3)
        raise AssertionError("the server does not answer")

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)

    def kill(self):
        """SIGKILL everything: no worker gets a chance to tidy up."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def bad_lines(self, *expected):
        """Return the WARNINGs and worse of the log but those ``expected`` (parts)."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        expected = (*expected, BOTH_WAKE_THE_NEXT)
        found = [match["rest"] for match in map(BAD_LINE.match, lines) if match]
        return [line for line in found if not any(part in line for part in expected)]


class Refused(Exception):
    """The server refused a call; the text is what a user would read."""


class Client:
    """One person on the JSON-2 API, known by an API key."""

    def __init__(self, server, key):
        self.server, self.key = server, key

    def call(self, model, method, ids=None, **kwargs):
        # As a client in Chinese does; the API itself speaks English.
        body = {**kwargs, "context": {"lang": "zh_CN", **kwargs.get("context", {})}}
        if ids is not None:
            body["ids"] = ids
        request = urllib.request.Request(
            f"{self.server.url}/json/2/{model}/{method}",
            data=json.dumps(body, default=str).encode(),
            headers={
                "Authorization": f"bearer {self.key}",
                "Content-Type": "application/json",
                "X-Odoo-Database": self.server.database,
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=300) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise Refused(json.load(error).get("message", "")) from None

    def read(self, model, ids, *names):
        return self.call(model, "read", ids=ids, fields=list(names))

    def wait_for(self, model, record, state, seconds=300):
        """Wait until a record's state is ``state``; return its values."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            (values,) = self.read(model, [record], "state", "display_name")
            if values["state"] == state:
                return values
            time.sleep(0.5)
        raise AssertionError(f"{model} {record} is {values['state']}, not {state}")
