"""What PostgreSQL believes of tables that grow by many rows at once.

Its planner reckons with as many rows to a page as the last ANALYZE or VACUUM saw. Who
looked while all rows were uncommitted or dead saw none: from then on the table is taken
to have one row, however large it grows, and Odoo's query for the payments of 900 new
invoices goes through all lines for each line of each line. That takes hours. (A table
that nobody has looked at is judged by the width of its rows, and rightly.)
"""

import logging

from odoo.tools import SQL

_logger = logging.getLogger(__name__)


def refresh_now(env, *tables):
    """Have ``tables`` analysed, with this transaction's own rows, if few are believed.

    Until the commit nobody else analyses them then; whoever is just doing so is not
    waited for. Where nothing is wrong, it costs one look at the catalogue (0.3 ms).
    """
    if not env.cr.readonly:
        _analyse(env.cr, SQL("reltuples < GREATEST(relpages, 1)"), tables)


def refresh_after_commit(env, *tables):
    """Have ``tables`` analysed after the commit if they have doubled since they were.

    A session keeps its plans of checking foreign keys. One made while the table was
    empty goes through all of it for each row; an ANALYZE has it planned anew. The
    server's own comes only once a minute.
    """
    waiting = env.cr.postcommit.data.setdefault("gas_billing.statistics", set())
    if not waiting:
        env.cr.postcommit.add(lambda: _refresh(env.registry, waiting))
    waiting.update(tables)


def _refresh(registry, tables):
    for table in sorted(tables):
        with registry.cursor() as cr:
            _analyse(
                cr, SQL("pages > 2 * relpages + 10 OR reltuples < relpages"), [table]
            )
    tables.clear()


def _analyse(cr, condition, tables):
    """Analyse those of ``tables`` that have pages and fulfil ``condition``."""
    # By pages, which are always right; counters of changes come late. No row is so
    # wide that a page does not hold one.
    cr.execute(
        SQL(
            """
            SELECT relname FROM pg_class,
                   LATERAL (SELECT pg_relation_size(pg_class.oid)
                            / current_setting('block_size')::int AS pages) size
             WHERE pg_class.oid = ANY(%s::regclass[]) AND pages > 0 AND (%s)
             ORDER BY relname
            """,
            list(tables),
            condition,
        )
    )
    for (table,) in cr.fetchall():
        cr.execute(SQL("ANALYZE (SKIP_LOCKED) %s", SQL.identifier(table)))
        _logger.info("Statistics of %s renewed", table)
