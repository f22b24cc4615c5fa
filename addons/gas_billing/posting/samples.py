"""What the ORM makes of a few drafts, looked at and taken back."""

from odoo.tools import SQL

from .rows import RELATIONS, InvoiceRows
from .savepoint import taken_back

KNOWN_TABLES = {"account_move", "account_move_line", "res_partner", *RELATIONS}


def take(env, make, drafts, block):
    """Have the ORM post ``drafts`` and take them back.

    ``make``: posts drafts by the ORM, under given names, and returns account.move in
    their order, flushed. ``block``: of trial, so that nobody waits for their numbers.

    Return ({key of a draft: InvoiceRows}, names of tables written that no one here
    knows).
    """
    names = [
        block.series.name(block.before + place) for place in range(1, len(drafts) + 1)
    ]
    env.cr.flush()  # what others have left to be written before the commit
    before = _touched(env)
    with taken_back(env):
        moves = make(drafts, names)
        env.cr.flush()
        touched = _touched(env)
        found = InvoiceRows.of(env.cr, moves.ids)
    unknown = {
        table
        for table, count in touched.items()
        if count != before.get(table, 0) and table not in KNOWN_TABLES
    }
    keys = (draft.key for draft in drafts)
    return dict(zip(keys, (found[move.id] for move in moves), strict=True)), unknown


def _touched(env):
    return dict(
        env.execute_query(
            SQL(
                """
                SELECT relname, n_tup_ins + n_tup_upd + n_tup_del
                  FROM pg_stat_xact_user_tables
                """
            )
        )
    )
