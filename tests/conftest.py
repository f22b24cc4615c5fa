"""Databases and servers of the stories: real processes, real commits."""

import configparser
import contextlib
import json
import os
import sys
from pathlib import Path

import psycopg2
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import make_town  # noqa: E402
import server as real  # noqa: E402


@pytest.fixture(scope="session")
def town_template():
    """The name of a database with the town of 清源市 and none of UNTIL's month."""
    if name := os.environ.get("GAS_TOWN_DATABASE"):  # made for all workers
        yield name
        return
    name = os.environ["GAS_PLAIN_DATABASE"].removesuffix("_plain") + "_town"
    make_town.make(name)
    yield name
    real.run_in_odoo("databases.py", "postgres", "drop", name)


@pytest.fixture(scope="module")
def town(town_template, request):
    """A fresh copy of the town for one module of tests, audited at its end."""
    name = f"{town_template}_{request.module.__name__.removeprefix('test_')}"
    real.run_in_odoo("databases.py", "postgres", "drop", name)
    real.run_in_odoo("databases.py", "postgres", "clone", town_template, name)
    yield name
    broken = real.audit(name)
    real.run_in_odoo("databases.py", "postgres", "drop", name)
    assert broken == {}, "the audit finds what this story left behind"


@pytest.fixture(scope="module")
def server(town, tmp_path_factory):
    """A running server on the town."""
    server = real.Server(town, tmp_path_factory.mktemp("log") / "odoo.log")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def people(server):
    """{login: Client} of the town's staff."""
    keys = json.loads(
        real.run_in_odoo(Path(__file__).parent / "make_keys.py", server.database)
    )
    return {login: real.Client(server, key) for login, key in keys.items()}


@pytest.fixture(scope="session")
def connect():
    """Return a context manager: a cursor on a database, to see what is committed."""
    config = configparser.ConfigParser(interpolation=None)
    config.read(os.environ["GAS_CONFIG"])
    options = config["options"]

    @contextlib.contextmanager
    def connected(database):
        connection = psycopg2.connect(
            dbname=database,
            host=options.get("db_host"),
            port=options.get("db_port") or None,
            user=options.get("db_user"),
            password=options.get("db_password") or None,
        )
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            yield cursor

    return connected
