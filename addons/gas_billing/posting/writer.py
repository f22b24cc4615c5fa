"""Posted customer invoices, written as sets."""

import random
from collections import Counter, defaultdict
from contextlib import suppress
from typing import NamedTuple

import psycopg2

from odoo.tools import SQL, float_repr

from .amounts import Amounts, InvoiceAmounts
from .classes import classes_of, lines_of, settings_of
from .columns import EVERY_LINE, LINES, MOVE
from .obstacles import obstacles
from .rows import OWN, RELATIONS, InvoiceRows
from .savepoint import RANKS, savepoint

# Of a smaller class, the ORM makes all.
SMALLEST_CLASS = 12
LEADERS = 2
KNOWN_TABLES = {"account_move", "account_move_line", "res_partner", *RELATIONS}


class NotAlike(Exception):
    """Rows of this writer are not those of the ORM; says which and how."""


class Pattern(NamedTuple):
    """What invoices of a class are cloned from: rows of invoices that the ORM made."""

    move: dict
    lines: dict  # {key of a line: its row}


class Invoice(NamedTuple):
    vals: dict
    amounts: InvoiceAmounts
    pattern: Pattern


class SetWriter:
    """Posts invoices of one company and journal as the ORM would, and far quicker.

    ``make``: posts a list of values by the ORM and returns the account.move, in order
    and flushed.
    """

    def __init__(self, journal, make, pick=None):
        self.env = journal.env
        self.journal = journal
        self.company = journal.company_id
        self.make = make
        self.pick = pick or random.Random()
        self.amounts = Amounts(self.company)
        self.why = Counter()
        self.unknown = set()  # tables that posting also writes

    def post(self, vals_list):
        """Post all; return their ids in account_move, in order.

        ``self.why`` counts, by reason, what the ORM made itself.

        :raise NotAlike: what was written differs from what the ORM makes; the caller
            rolls back and has the ORM make all
        """
        slow, classes = self._sorted(vals_list)
        checks = self._checks(classes)
        done = self._lead(classes)
        invoices = []
        for members in classes.values():
            try:
                pattern = self._pattern([done[id(vals)] for vals in members[:LEADERS]])
            except NotAlike as error:
                slow[str(error)] += members[LEADERS:]
                continue
            for vals in members[LEADERS:]:
                amounts = self.amounts_of(vals)
                if self._keys(vals, amounts) <= pattern.lines.keys():
                    invoices.append(Invoice(vals, amounts, pattern))
                else:
                    slow[self.env._("No invoice shows how its lines are made.")].append(
                        vals
                    )
        moves = self._write(invoices)
        done |= {
            id(invoice.vals): move_id
            for invoice, move_id in zip(invoices, moves, strict=True)
        }
        for reason, members in slow.items():
            if members:
                self.why[reason] += len(members)
                done |= self._made(members)
        self._compare(checks, done)
        return [done[id(vals)] for vals in vals_list]

    # Sorting

    def _sorted(self, vals_list):
        """Return ({reason: [vals] for the ORM}, {class: [vals], leaders first})."""
        slow, classes = defaultdict(list), {}
        if reason := self._obstacle(vals_list):
            slow[reason] = vals_list
            return slow, classes
        partners = self.env["res.partner"].browse({v["partner_id"] for v in vals_list})
        known = settings_of(partners)
        alone, plain = [], []
        for vals in vals_list:
            if vals["partner_id"] not in known:
                slow[self.env._("The customer has contacts or a parent.")].append(vals)
            elif any(line.balance >= 0 for line in self.amounts_of(vals).lines):
                slow[self.env._("A line is zero or negative.")].append(vals)
            else:
                plain.append(vals)
        for key, members in classes_of(plain, known).items():
            if len(members) < SMALLEST_CLASS:
                alone += members
            else:
                # The one with the most lines shows most of how lines are made.
                longest = max(members, key=lambda v: len(v["invoice_line_ids"]))
                first = [longest, next(v for v in members if v is not longest)]
                rest = [v for v in members if not any(v is each for each in first)]
                classes[key] = first + rest
        if alone:
            slow[self.env._("There are only few of its kind.")] = alone
        return slow, classes

    def _obstacle(self, vals_list):
        tax_ids = {
            tax_id
            for vals in vals_list
            for line in lines_of(vals)
            for command in line["tax_ids"]
            for tax_id in command[2]
        }
        taxes = self.env["account.tax"].browse(tax_ids)
        for date in {vals["invoice_date"] for vals in vals_list}:
            for reason in obstacles(self.journal, taxes, date):
                return reason
        return None

    def amounts_of(self, vals):
        return self.amounts.of(
            tuple(
                (tuple(line["tax_ids"][0][2]), line["quantity"], line["price_unit"])
                for line in lines_of(vals)
            )
        )

    # What the ORM makes

    def _lead(self, classes):
        """Have the ORM post the leaders; return {id of vals: id of the move}."""
        leaders = [vals for members in classes.values() for vals in members[:LEADERS]]
        if not leaders:
            return {}
        before = self._touched()
        made = self._made(leaders)
        touched = self._touched()
        self.unknown = {
            table
            for table, count in touched.items()
            if count != before.get(table, 0) and table not in KNOWN_TABLES
        }
        return made

    def _made(self, vals_list):
        """Have the ORM post ``vals_list``; return {id of vals: id of the move}."""
        moves = self.make(vals_list)
        return {id(v): move.id for v, move in zip(vals_list, moves, strict=True)}

    def _touched(self):
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT relname, n_tup_ins + n_tup_upd + n_tup_del
                      FROM pg_stat_xact_user_tables
                    """
                )
            )
        )

    def _checks(self, classes):
        """Return [(vals, rows)] of random invoices, made by the ORM and taken back."""
        chosen = [self.pick.choice(members[LEADERS:]) for members in classes.values()]
        if not chosen:
            return []
        cr = self.env.cr
        with suppress(_TakeBack), savepoint(self.env):
            moves = self.make(chosen)
            cr.flush()  # with what waits for the commit
            found = [InvoiceRows.of(cr, move.id) for move in moves]
            raise _TakeBack
        return list(zip(chosen, found, strict=True))

    def _compare(self, checks, done):
        for vals, made in checks:
            written = InvoiceRows.of(self.env.cr, done[id(vals)])
            if found := made.differences(written):
                raise NotAlike(", ".join(found))

    # What is cloned

    def _pattern(self, move_ids):
        """Return the Pattern of invoices that the ORM made of one class.

        :raise NotAlike: they cannot be cloned
        """
        if self.unknown:
            raise NotAlike(
                self.env._("Posting also writes %s.", ", ".join(sorted(self.unknown)))
            )
        lines, moves = {}, []
        for move_id in move_ids:
            rows = InvoiceRows.of(self.env.cr, move_id)
            moves.append(rows.move)
            if rows.move["payment_reference"] != rows.move["name"]:
                raise NotAlike(self.env._("Payment references are not the numbers."))
            for line in rows.lines:
                kind = line["display_type"]
                if kind not in LINES:
                    raise NotAlike(self.env._("There are lines of kind %s.", kind))
                known = lines.setdefault(self._key(line), line)
                self._agree(known, line, EVERY_LINE.keys() | LINES[kind].keys())
        for move in moves:
            self._agree(moves[0], move, MOVE.keys())
        return Pattern(moves[0], lines)

    def _key(self, line):
        """Return what tells the lines of an invoice of a class apart."""
        kind = line["display_type"]
        own = {"product": "product_id", "tax": "tax_repartition_line_id"}.get(kind)
        return kind, own and line[own]

    def _keys(self, vals, amounts):
        """Return what ``_key`` gives for the lines of an invoice to be."""
        products = {("product", line["product_id"]) for line in lines_of(vals)}
        taxes = {("tax", tax.repartition_id) for tax in amounts.taxes}
        return {*products, *taxes, ("payment_term", None)}

    def _agree(self, one, other, computed):
        for column in one.keys() - computed - OWN:
            if one[column] != other[column]:
                raise NotAlike(
                    self.env._(
                        "%(column)s differs between invoices of one kind.",
                        column=column,
                    )
                )

    # Writing

    def _write(self, invoices):
        """Insert all rows of ``invoices``; return the ids of the moves."""
        if not invoices:
            return []
        self.env.flush_all()
        ids = self._next_ids("account_move", len(invoices))
        numbers = self._next_numbers(invoices)
        self._insert(
            "account_move",
            MOVE,
            {
                "id int": ids,
                "proto_id int": [i.pattern.move["id"] for i in invoices],
                "partner_id int": [i.vals["partner_id"] for i in invoices],
                "contract_id int": [i.vals["gas_contract_id"] for i in invoices],
                "ref varchar": [i.vals["ref"] for i in invoices],
                "name varchar": [name for name, _number in numbers],
                "number int": [number for _name, number in numbers],
                "untaxed numeric": [self._money(i.amounts.untaxed) for i in invoices],
                "tax numeric": [self._money(i.amounts.tax) for i in invoices],
            },
            "bill JOIN account_move proto ON proto.id = bill.proto_id "
            "JOIN res_partner partner ON partner.id = bill.partner_id",
        )
        self._write_lines(invoices, ids)
        self._raise_ranks(invoices)
        self.env.invalidate_all(flush=False)
        return ids

    def _write_lines(self, invoices, move_ids):
        lines = [
            (kind, move_id, *values)
            for invoice, move_id in zip(invoices, move_ids, strict=True)
            for kind, *values in self._lines(invoice)
        ]
        by_kind = defaultdict(list)
        ids = self._next_ids("account_move_line", len(lines))
        for line_id, (kind, *values) in zip(ids, lines, strict=True):
            by_kind[kind].append((line_id, *values))
        for kind, found in by_kind.items():
            columns = list(zip(*found, strict=True))
            self._insert(
                "account_move_line",
                EVERY_LINE | LINES[kind],
                dict(zip(LINE_COLUMNS, map(list, columns), strict=True)),
                "line JOIN account_move move ON move.id = line.move_id "
                "JOIN account_move_line proto ON proto.id = line.proto_id",
            )
            self._write_relations(list(columns[0]), list(columns[2]))

    def _lines(self, invoice):
        """Yield (display type, *LINE_COLUMNS from the third on), in the ORM's order."""
        pattern, amounts = invoice.pattern.lines, invoice.amounts
        for vals, line in zip(lines_of(invoice.vals), amounts.lines, strict=True):
            yield (
                "product",
                pattern["product", vals["product_id"]]["id"],
                vals["name"],
                self._number("quantity", vals["quantity"]),
                self._number("price_unit", vals["price_unit"]),
                self._money(line.subtotal),
                self._money(line.total),
                self._money(line.balance),
                None,
            )
        nothing = (None,) * 5
        for tax in amounts.taxes:
            money = self._money(tax.balance), self._money(tax.base)
            yield "tax", pattern["tax", tax.repartition_id]["id"], *nothing, *money
        total = self._money(amounts.untaxed + amounts.tax)
        yield "payment_term", pattern["payment_term", None]["id"], *nothing, total, None

    def _write_relations(self, line_ids, proto_ids):
        for table, column in RELATIONS.items():
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO %(table)s (account_move_line_id, %(column)s)
                    SELECT line.id, proto.%(column)s
                      FROM unnest(%(ids)s::int[], %(protos)s::int[]) line (id, proto_id)
                      JOIN %(table)s proto
                        ON proto.account_move_line_id = line.proto_id
                    """,
                    table=SQL.identifier(table),
                    column=SQL.identifier(column),
                    ids=line_ids,
                    protos=proto_ids,
                )
            )

    def _insert(self, table, computed, arrays, source):
        """Insert into ``table`` a row for each place in ``arrays``."""
        columns = self._columns(table)
        named = [name.split() for name in arrays]
        alias, joins = source.split(" ", 1)
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM unnest(%s) %s",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(
                    SQL(computed[name])
                    if name in computed
                    else SQL.identifier("proto", name)
                    for name in columns
                ),
                SQL(", ").join(
                    SQL(f"%s::{kind}[]", values)
                    for (_name, kind), values in zip(
                        named, arrays.values(), strict=True
                    )
                ),
                SQL(f"{alias} ({', '.join(name for name, _kind in named)}) {joins}"),
            ),
            log_exceptions=False,  # a refused row holds names
        )

    def _columns(self, table):
        return [
            name
            for (name,) in self.env.execute_query(
                SQL(
                    """
                    SELECT attname FROM pg_attribute
                     WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
                       AND attgenerated = ''
                     ORDER BY attnum
                    """,
                    table,
                )
            )
        ]

    def _next_ids(self, table, count):
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"{table}_id_seq",
                count,
            )
        )
        return [row[0] for row in rows]

    def _next_numbers(self, invoices):
        """Return [(name, number)]: after the last that the ORM has given.

        The leaders hold the sequence until the end of the transaction, and the ORM
        itself goes on after what is taken here.
        """
        cache = self.env["account.move"]._get_sequence_cache()
        found = []
        for invoice in invoices:
            first = invoice.pattern.move
            prefix = first["sequence_prefix"]
            digits = first["name"].removeprefix(prefix)
            key = prefix + "0" * len(digits), self.journal
            if not digits.isdigit() or key not in cache:
                raise NotAlike(self.env._("Numbers are not counted as elsewhere."))
            cache[key] += 1
            found.append((f"{prefix}{cache[key]:0{len(digits)}d}", cache[key]))
        return found

    def _raise_ranks(self, invoices):
        """Who is invoiced is a customer: Odoo counts how often."""
        counts = Counter(invoice.vals["partner_id"] for invoice in invoices)
        raised = self.env.execute_query(
            SQL(
                """
                UPDATE res_partner SET customer_rank = bill.count,
                       write_uid = %s, write_date = now() AT TIME ZONE 'UTC'
                  FROM unnest(%s, %s) bill (id, count)
                 WHERE res_partner.id = bill.id AND COALESCE(customer_rank, 0) = 0
                RETURNING res_partner.id
                """,
                self.env.uid,
                list(counts),
                list(counts.values()),
            )
        )
        for (partner_id,) in raised:
            del counts[partner_id]
        # Of those who are customers already after the commit, as the ORM does it: an
        # invoice does not wait for whoever edits its customer.
        postcommit = self.env.cr.postcommit
        waiting = postcommit.data.setdefault(RANKS, {})
        if counts and not waiting:
            postcommit.add(lambda: _raise_waiting(self.env.registry, waiting))
        for partner_id, count in counts.items():
            waiting[partner_id] = waiting.get(partner_id, 0) + count

    def _money(self, amount):
        currency = self.company.currency_id
        return float_repr(currency.round(amount), currency.decimal_places)

    def _number(self, column, value):
        digits = self.env["account.move.line"]._fields[column].get_digits(self.env)
        return float_repr(value, digits[1]) if digits else value


LINE_COLUMNS = (
    *("id int", "move_id int", "proto_id int", "name varchar", "quantity numeric"),
    *("price_unit numeric", "subtotal numeric", "total numeric", "balance numeric"),
    "base numeric",
)


def _raise_waiting(registry, counts):
    """Raise the ranks of ``counts`` ({partner id: count}) and forget them.

    Of a customer whom somebody edits just now it is left out, as Odoo leaves it.
    """
    if not counts:
        return
    with suppress(psycopg2.OperationalError), registry.cursor() as cr:
        cr.execute(
            """
            UPDATE res_partner
               SET customer_rank = customer_rank + bill.count
              FROM unnest(%s, %s) bill (id, count)
             WHERE res_partner.id = bill.id
               AND res_partner.id IN (
                   SELECT id FROM res_partner WHERE id = ANY(%s)
                      FOR NO KEY UPDATE SKIP LOCKED)
            """,
            [list(counts), list(counts.values()), list(counts)],
        )
    counts.clear()


class _TakeBack(Exception):
    """Roll back what was made to be looked at."""
