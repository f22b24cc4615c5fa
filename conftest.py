"""Tests that cannot lie: a skipped test has failed, and so has a WARNING in the log."""

import logging

import pytest
from hypothesis import settings

# A busy machine is no reason to fail.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


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
    if report.when == "teardown":
        return
    if WATCH.records and report.passed:
        report.outcome = "failed"
        report.longrepr = "Warnings in the log:\n" + "\n".join(WATCH.records)
    WATCH.records.clear()


def pytest_collectreport(report):
    if report.skipped:
        report.outcome = "failed"
