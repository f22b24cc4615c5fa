"""Databases as a whole: drop NAME, rename OLD NEW, clone OLD NEW, drop-older PREFIX
NAME (all with the prefix but that one)."""

import shutil
from pathlib import Path

import psycopg2
from psycopg2 import sql

from odoo.sql_db import close_db, db_connect
from odoo.tools import config

import session


def execute(statement, *names):
    query = sql.SQL(statement).format(*map(sql.Identifier, names))
    with contextless_cursor() as cr:
        cr.execute(query)


class contextless_cursor:
    """A cursor outside any transaction, as CREATE and DROP DATABASE want it."""

    def __enter__(self):
        self.cr = db_connect("postgres").cursor()
        self.cr._cnx.autocommit = True
        return self.cr

    def __exit__(self, *exc):
        self.cr._cnx.autocommit = False
        self.cr.close()


def like(prefix):
    with contextless_cursor() as cr:
        cr.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix]
        )
        return [name for (name,) in cr.fetchall()]


def filestore(name):
    return Path(config.filestore(name))


def drop(name):
    close_db(name)
    execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    shutil.rmtree(filestore(name), ignore_errors=True)


def rename(old, new):
    # The file store first: a database must never be found without its own.
    shutil.rmtree(filestore(new), ignore_errors=True)
    if filestore(old).exists():
        filestore(old).rename(filestore(new))
    execute("ALTER DATABASE {} RENAME TO {}", old, new)


def clone(old, new):
    try:
        execute("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", new, old)
    except psycopg2.Error:  # an older server, or one that copies otherwise
        execute("CREATE DATABASE {} TEMPLATE {}", new, old)
    if filestore(old).exists():
        shutil.copytree(filestore(old), filestore(new), dirs_exist_ok=True)


def drop_older(prefix, newest):
    for name in like(prefix):
        if name != newest:
            drop(name)


VERBS = {
    "drop": drop,
    "rename": rename,
    "clone": clone,
    "drop-older": drop_older,
}
_database, (verb, *names) = session.arguments()
VERBS[verb](*names)
