"""Have nobody but the tests change what PostgreSQL knows of a test database's tables.

Its own ANALYZE and VACUUM come when they come: the same query of the same test would be
planned in one way today and in another tomorrow. So all is analysed once, and then left
to whoever uses the database; clones of it are as still.
"""

import contextlib

from odoo.sql_db import db_connect
from odoo.tools import SQL

import session

database, _none = session.arguments()
with contextlib.closing(db_connect(database).cursor()) as cr:
    cr._cnx.autocommit = True  # as VACUUM wants it
    cr.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = 'public'::regnamespace"
    )
    for (table,) in cr.fetchall():
        cr.execute(
            SQL(
                "ALTER TABLE %s SET (autovacuum_enabled = off,"
                " toast.autovacuum_enabled = off)",
                SQL.identifier(table),
            )
        )
    cr.execute("VACUUM ANALYZE")
    cr._cnx.autocommit = False
