"""Rows of an invoice as they stand in the database, to be compared and cloned."""

import json
from typing import NamedTuple

from odoo.tools import SQL

# Of two invoices of one bill, these differ by nature.
OWN = {"id", "move_id", "sequence_number", "made_sequence_gap"}
RELATIONS = {
    "account_move_line_account_tax_rel": "account_tax_id",
    "account_account_tag_account_move_line_rel": "account_account_tag_id",
}


class Row(NamedTuple):
    text: str  # JSON, as PostgreSQL writes it
    values: dict

    @classmethod
    def of(cls, text):
        # Numbers keep the scale they are stored with: 0.00 is not 0.
        return cls(text, json.loads(text, parse_float=str))


class InvoiceRows(NamedTuple):
    move: Row
    lines: list  # of Row, in the order of their ids
    relations: list  # of each line: {table: set of the other ids}

    @classmethod
    def of(cls, cr, move_ids):
        """Return {move id: InvoiceRows} of what stands in the database, by now."""
        moves = {
            row.values["id"]: row for row in _select(cr, "account_move", "id", move_ids)
        }
        lines = {move_id: [] for move_id in move_ids}
        related = {}
        for row in _select(cr, "account_move_line", "move_id", move_ids):
            lines[row.values["move_id"]].append(row)
            related[row.values["id"]] = {table: set() for table in RELATIONS}
        for table, column in RELATIONS.items():
            key = "account_move_line_id"
            for row in _select(cr, table, key, list(related)):
                related[row.values[key]][table].add(row.values[column])
        return {
            move_id: cls(
                moves[move_id],
                lines[move_id],
                [related[row.values["id"]] for row in lines[move_id]],
            )
            for move_id in move_ids
        }

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


def _select(cr, table, column, ids):
    cr.execute(
        SQL(
            "SELECT to_jsonb(t)::text FROM %s t WHERE %s = ANY(%s) ORDER BY %s",
            SQL.identifier(table),
            SQL.identifier(column),
            ids,
            SQL.identifier(RELATIONS.get(table, "id")),
        )
    )
    return [Row.of(text) for (text,) in cr.fetchall()]


def _differing(table, mine, theirs, one, other):
    for column in mine.values.keys() - OWN:
        a = _without_number(mine.values[column], one)
        b = _without_number(theirs.values[column], other)
        if a != b:
            yield f"{table}.{column}"


def _without_number(value, rows):
    name = rows.move.values["name"]
    return value.replace(name, "#") if isinstance(value, str) and name else value
