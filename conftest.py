"""Tests that cannot lie: a skipped test has failed, and so has a WARNING in the log."""

import hashlib
import logging
import os

import pytest
from hypothesis import settings

# A busy machine is no reason to fail, and each run tries the same examples.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


# What shuffles the tests; "0": they run as they are written.
SEED = os.environ.get("SEED", "0")


def pytest_report_header():
    return f"order of tests: SEED={SEED}{' (as written)' if SEED == '0' else ''}"


def pytest_collection_modifyitems(items):
    """Shuffle files, classes and tests, but for the chapters of a story."""
    if SEED != "0":
        items.sort(key=_place)


def _place(item):
    file, *names = item.nodeid.split("::")
    if file.startswith("tests/"):
        names = []
    keys = ["::".join([file, *names[:depth]]) for depth in range(len(names) + 1)]
    return [hashlib.md5(f"{SEED} {key}".encode()).digest() for key in keys]


class WarningWatch(logging.Handler):
    """Collects what Odoo logs at WARNING or above."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.records = []

    def emit(self, record):
        self.records.append(f"{record.levelname} {record.name}: {record.getMessage()}")


WATCH = WarningWatch()


def pytest_configure(config):
    logging.getLogger().addHandler(WATCH)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = (
            f"{item.nodeid}: a skipped test is a failed test\n{call.excinfo}"
        )
    if WATCH.records and report.passed:
        report.outcome = "failed"
        report.longrepr = "Warnings in the log:\n" + "\n".join(WATCH.records)
    WATCH.records.clear()


def pytest_collectreport(report):
    if report.skipped:
        report.outcome = "failed"
