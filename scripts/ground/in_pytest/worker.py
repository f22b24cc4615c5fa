"""A pytest that runs the files it is given, one by one: see foreman.py."""

import os
from itertools import pairwise
from multiprocessing.connection import Connection

import pytest


def pytest_configure(config):
    number = int(os.environ.pop("GAS_FOREMAN"))
    os.set_inheritable(number, False)  # servers that tests start are not to hold it
    config.pluginmanager.register(Worker(config, Connection(number)))


class Elsewhere(pytest.Item):
    """A test beside all files: for it, pytest keeps what is of the session only."""

    def runtest(self):
        raise AssertionError("nobody runs it")


class Worker:
    def __init__(self, config, foreman):
        self.config, self.foreman = config, foreman

    def _say_of(self, kind, report):
        hook = self.config.hook.pytest_report_to_serializable
        self.foreman.send((kind, hook(config=self.config, report=report)))

    @pytest.hookimpl(trylast=True)
    def pytest_collectreport(self, report):
        if report.failed:
            self._say_of("refused", report)

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report):
        self._say_of("report", report)

    def pytest_runtestloop(self, session):
        files = {}
        for item in session.items:
            files.setdefault(item.nodeid.split("::")[0], []).append(item)
        if not session.testsfailed:
            counts = {file: len(items) for file, items in files.items()}
            self.foreman.send(("collected", counts))
            self._run(files, Elsewhere.from_parent(session, name="elsewhere"))
        self.foreman.send(("end",))
        return True

    def _run(self, files, elsewhere):
        run = self.config.hook.pytest_runtest_protocol
        while file := self._next():
            for item, following in pairwise([*files[file], elsewhere]):
                run(item=item, nextitem=following)
            self.foreman.send(("done", file))

    def _next(self):
        self.foreman.send(("idle",))
        return self.foreman.recv()
