"""What PostgreSQL knows of tables that grow by many rows at once."""

import logging

from odoo.tools import SQL

_logger = logging.getLogger(__name__)


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
            # One at a time: whoever comes second finds it done.
            cr.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [table])
            if cr.fetchone()[0] and _has_doubled(cr, table):
                cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
                _logger.info("Statistics of %s renewed", table)
    tables.clear()


def _has_doubled(cr, table):
    # By pages, which are always right; counters of changes come late.
    cr.execute(
        """
        SELECT pg_relation_size(oid) / current_setting('block_size')::int
               > 2 * relpages + 10
          FROM pg_class WHERE oid = %s::regclass
        """,
        [table],
    )
    return cr.fetchone()[0]
