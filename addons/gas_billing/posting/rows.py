"""Rows of an invoice as they stand in the database, to be compared."""

import json
from typing import NamedTuple

from odoo.tools import SQL

# Of two invoices of one bill, these differ by nature.
OWN = {"id", "move_id", "sequence_number", "made_sequence_gap"}
RELATIONS = {
    "account_move_line_account_tax_rel": "account_tax_id",
    "account_account_tag_account_move_line_rel": "account_account_tag_id",
}


class InvoiceRows(NamedTuple):
    move: dict
    lines: list  # in the order of their ids
    relations: list  # of each line: {table: set of the other ids}

    @classmethod
    def of(cls, cr, move_id):
        """Read what stands in the database, flushed or not."""
        (move,) = _select(cr, "account_move", "id", move_id)
        lines = _select(cr, "account_move_line", "move_id", move_id)
        relations = []
        for line in lines:
            related = {}
            for table, column in RELATIONS.items():
                rows = _select(cr, table, "account_move_line_id", line["id"])
                related[table] = {row[column] for row in rows}
            relations.append(related)
        return cls(move, lines, relations)

    def differences(self, other):
        """Return what is not alike, as ``account_move.ref``: no values, for the log."""
        found = list(_differing("account_move", self.move, other.move, self, other))
        if len(self.lines) != len(other.lines):
            found.append("account_move.line_ids")
        for mine, theirs in zip(self.lines, other.lines, strict=False):
            found += _differing("account_move_line", mine, theirs, self, other)
        for mine, theirs in zip(self.relations, other.relations, strict=False):
            found += [table for table in RELATIONS if mine[table] != theirs[table]]
        return sorted(set(found))


def _select(cr, table, column, value):
    # As JSON: numbers keep the scale they are stored with, 0.00 is not 0.
    cr.execute(
        SQL(
            "SELECT to_jsonb(t)::text FROM %s t WHERE %s = %s ORDER BY %s",
            SQL.identifier(table),
            SQL.identifier(column),
            value,
            SQL.identifier(RELATIONS.get(table, "id")),
        )
    )
    return [json.loads(text, parse_float=str) for (text,) in cr.fetchall()]


def _differing(table, mine, theirs, one, other):
    for column in mine.keys() - OWN:
        a = _without_number(mine[column], one)
        b = _without_number(theirs[column], other)
        if a != b:
            yield f"{table}.{column}"


def _without_number(value, rows):
    name = rows.move["name"]
    return value.replace(name, "#") if isinstance(value, str) and name else value
