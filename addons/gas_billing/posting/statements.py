"""The few statements that write invoices: given values beside rows that are cloned."""

import json
from typing import NamedTuple

from odoo.tools import SQL

from .columns import EVERY_LINE, LINES, MOVE
from .rows import RELATIONS

# What is told of each bill, and of each line; the names are those of columns.py.
BILL = {
    **{"id": "int", "name": "varchar", "ref": "varchar", "partner_id": "int"},
    **{"pattern": "int", "number": "int", "contract_id": "int"},
    **{"untaxed": "numeric", "tax": "numeric"},
}
LINE = {
    **{"move_id": "int", "move_name": "varchar", "ref": "varchar", "partner_id": "int"},
    **{"contract_id": "int", "id": "int", "pattern": "int", "name": "varchar"},
    **{"quantity": "numeric", "price_unit": "numeric", "subtotal": "numeric"},
    **{"total": "numeric", "balance": "numeric", "base": "numeric"},
}
LINE_ID, LINE_PATTERN = 5, 6


class Pattern(NamedTuple):
    """A row that the ORM made, to be cloned; of a line with its relations."""

    text: str  # JSON
    relations: dict  # {table: set of ids}


def next_ids(cr, table, count):
    cr.execute(
        SQL("SELECT nextval(%s) FROM generate_series(1, %s)", f"{table}_id_seq", count)
    )
    return [number for (number,) in cr.fetchall()]


def insert_moves(cr, bills, patterns):
    """Insert ``bills``: tuples of BILL."""
    source = SQL(
        "%s JOIN res_partner partner ON partner.id = bill.partner_id",
        _given("bill", BILL, bills),
    )
    _insert(cr, "account_move", MOVE, source, "bill", patterns)


def insert_lines(cr, lines_by_kind, patterns):
    """Insert ``lines_by_kind``: {display type: [tuples of LINE]}; and relations."""
    for kind, lines in lines_by_kind.items():
        # Not joined with their moves: PostgreSQL does not know how many there are by
        # now, and goes through all of them for each line.
        source = _given("line", LINE, lines)
        computed = EVERY_LINE | LINES[kind]
        _insert(cr, "account_move_line", computed, source, "line", patterns)
    for table, column in RELATIONS.items():
        pairs = [
            (line[LINE_ID], other_id)
            for lines in lines_by_kind.values()
            for line in lines
            for other_id in patterns[line[LINE_PATTERN]].relations[table]
        ]
        cr.execute(
            SQL(
                "INSERT INTO %s (account_move_line_id, %s) SELECT * FROM %s",
                SQL.identifier(table),
                SQL.identifier(column),
                _given("pair", {"line_id": "int", "other_id": "int"}, pairs),
            )
        )


def _insert(cr, table, computed, source, given, patterns):
    """Insert a row for each of ``source``; ``given``: its alias with the pattern."""
    columns = _columns(cr, table)
    cr.execute(
        SQL(
            """
            WITH pattern AS MATERIALIZED (
                SELECT given.place - 1 AS pattern, proto.*
                  FROM unnest(%(patterns)s::jsonb[])
                       WITH ORDINALITY AS given (proto, place),
                       jsonb_populate_record(NULL::%(table)s, given.proto) proto)
            INSERT INTO %(table)s (%(columns)s)
            SELECT %(values)s
              FROM %(source)s
              JOIN pattern proto ON proto.pattern = %(given)s.pattern
            """,
            patterns=[pattern.text for pattern in patterns],
            table=SQL.identifier(table),
            columns=SQL(", ").join(map(SQL.identifier, columns)),
            values=SQL(", ").join(
                SQL(computed[name])
                if name in computed
                else SQL.identifier("proto", name)
                for name in columns
            ),
            source=source,
            given=SQL.identifier(given),
        ),
        log_exceptions=False,  # a refused row holds names
    )


def _given(alias, columns, rows):
    """Return the SQL of a table of ``rows``, as one value: it is read quickest."""
    names = list(columns)
    return SQL(
        f"json_to_recordset(%s) AS {alias} "
        f"({', '.join(f'{name} {kind}' for name, kind in columns.items())})",
        json.dumps([dict(zip(names, row, strict=True)) for row in rows]),
    )


def _columns(cr, table):
    cr.execute(
        """
        SELECT attname FROM pg_attribute
         WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
           AND attgenerated = ''
         ORDER BY attnum
        """,
        [table],
    )
    return [name for (name,) in cr.fetchall()]
