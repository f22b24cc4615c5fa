"""Posted customer invoices, written as sets."""

import random
from collections import Counter, defaultdict
from contextlib import suppress
from typing import NamedTuple

import psycopg2

from odoo.exceptions import UserError
from odoo.tools import float_repr

from . import foreign, numbers, samples, statements
from .amounts import Amounts, InvoiceAmounts
from .classes import class_of, settings_of
from .columns import EVERY_LINE, LINES, MOVE
from .drafts import Draft
from .obstacles import obstacles
from .rows import OWN, InvoiceRows
from .savepoint import RANKS, savepoint, taken_back
from .statements import Pattern
from .table_statistics import refresh_after_commit

# Of a smaller class, the ORM makes all: its samples would cost as much.
SMALLEST_CLASS = 6
SAMPLES = 2
# One that is refused tells of itself; several in a row, of their class.
SAMPLE_TRIES = 5
# A predecessor that breaks off is rare; several in a row are a broken database.
ATTEMPTS = 5
REFUSALS = (psycopg2.IntegrityError, UserError)


class NotAlike(Exception):
    """Rows of this writer are not those of the ORM; says of which class, and how."""

    def __init__(self, class_key, draft, names):
        super().__init__(names)
        self.class_key, self.draft, self.names = class_key, draft, names


class Unfit(Exception):
    """Invoices of a class cannot be cloned; says why."""


class Invoice(NamedTuple):
    draft: Draft
    amounts: InvoiceAmounts
    class_key: str


class Result(NamedTuple):
    done: dict  # {key of a draft: id of its account.move}
    left: dict  # {reason: [Draft]} for the ORM
    differences: list  # of NotAlike


class SetWriter:
    """Posts invoices of one company, journal and day as the ORM would, far quicker.

    ``make(drafts, names)``: has the ORM post drafts under given names, and returns
    account.move in their order, flushed. ``date``: of the invoices.
    """

    def __init__(self, journal, date, make):
        self.env = journal.env
        self.cr = journal.env.cr
        self.journal, self.company, self.date = journal, journal.company_id, date
        self.make = make
        self.pick = random.Random()
        self.amounts = Amounts(self.company)
        self.decimals = self.company.currency_id.decimal_places
        self.nothing = float_repr(0.0, self.decimals)
        line_fields = self.env["account.move.line"]._fields
        self.digits = {
            name: line_fields[name].get_digits(self.env)
            for name in ("quantity", "price_unit")
        }
        self.left = defaultdict(list)
        self.differences = []

    def post(self, drafts, barred=(), then=None):
        """Post what can be written as sets; return a ``Result``.

        ``barred``: classes not to be written. ``then(done)``: what the caller writes
        with them, before the wait for whoever has the numbers before.
        """
        self.left, self.differences = defaultdict(list), []
        # The same samples of the same drafts; no two transactions have those at once.
        self.pick.seed(repr([draft.key for draft in drafts]))
        classes = self._classes(drafts, set(barred))
        series = self._series() if classes else None
        patterns, expected = {}, {}
        for class_key, members in list(classes.items()):
            try:
                patterns[class_key], found = self._pattern(members, series)
                expected |= found
            except Unfit as error:
                self.left[str(error)] += [i.draft for i in classes.pop(class_key)]
        invoices = [invoice for members in classes.values() for invoice in members]
        done = self._write_all(invoices, patterns, expected, series, then)
        return Result(done, dict(self.left), self.differences)

    # Sorting

    def _classes(self, drafts, barred):
        """Return {class: [Invoice]}; the others are left with a reason."""
        if reason := self._obstacle(drafts):
            self.left[reason] += drafts
            return {}
        partners = self.env["res.partner"].browse({d.partner_id for d in drafts})
        settings = settings_of(partners)
        classes = defaultdict(list)
        for draft in drafts:
            amounts = self.amounts.of(draft)
            if draft.partner_id not in settings:
                reason = self.env._("The customer has addresses or a parent.")
                self.left[reason].append(draft)
            elif any(line.balance > 0 for line in amounts.lines):
                self.left[self.env._("A line is negative.")].append(draft)
            else:
                key = class_of(draft, amounts, settings[draft.partner_id])
                classes[key].append(Invoice(draft, amounts, key))
        for key, members in list(classes.items()):
            if key in barred:
                reason = self.env._("Invoices of its kind were found to differ.")
            elif len(members) < SMALLEST_CLASS:
                reason = self.env._("There are only few of its kind.")
            else:
                continue
            self.left[reason] += [invoice.draft for invoice in classes.pop(key)]
        return classes

    def _obstacle(self, drafts):
        tax_ids = {
            tax_id
            for draft in drafts
            for line in draft.lines
            for tax_id in line.tax_ids
        }
        taxes = self.env["account.tax"].browse(tax_ids)
        return next(obstacles(self.journal, taxes, self.date), None)

    def _series(self):
        return numbers.Series.of(
            self.env["account.move"].new(
                {
                    "move_type": "out_invoice",
                    "journal_id": self.journal.id,
                    "company_id": self.company.id,
                    "date": self.date,
                    "invoice_date": self.date,
                }
            )
        )

    # What is cloned

    def _pattern(self, members, series):
        """Have the ORM make samples of a class; who is refused leaves ``members``.

        Return ({None or key of a line: Pattern}, {key of a draft: InvoiceRows}).

        :raise Unfit: its invoices cannot be cloned
        """
        made, unknown = self._samples(members, series)
        if unknown:
            tables = ", ".join(sorted(unknown))
            raise Unfit(self.env._("Posting also writes %s.", tables))
        moves = [rows.move for rows in made.values()]
        if any(row.values["payment_reference"] != row.values["name"] for row in moves):
            raise Unfit(self.env._("Payment references are not the numbers."))
        pattern, seen = {None: Pattern(moves[0].text, {})}, {}
        of_move = MOVE.keys() | foreign.computed(self.env, "account.move")
        of_line = EVERY_LINE.keys() | foreign.computed(self.env, "account.move.line")
        for rows in made.values():
            self._agree(moves[0].values, rows.move.values, of_move)
            for line, relations in zip(rows.lines, rows.relations, strict=True):
                kind = line.values["display_type"]
                if kind not in LINES:
                    raise Unfit(self.env._("There are lines of kind %s.", kind))
                key = self._key(line.values)
                pattern.setdefault(key, Pattern(line.text, relations))
                known = seen.setdefault(key, line.values)
                self._agree(known, line.values, of_line | LINES[kind].keys())
        for invoice in members:
            if not self._keys(invoice) <= pattern.keys():
                raise Unfit(self.env._("No invoice shows how its lines are made."))
        return pattern, made

    def _samples(self, members, series):
        """Return what ``samples.take`` gives of some that are not refused."""

        def take(invoices):
            drafts = [invoice.draft for invoice in invoices]
            block = numbers.trial(series, self.pick)
            return samples.take(self.env, self.make, drafts, block)

        for _try in range(SAMPLE_TRIES):
            if len(members) < SMALLEST_CLASS:
                raise Unfit(self.env._("There are only few of its kind."))
            # The one with the most lines shows most of how lines are made.
            longest = max(members, key=lambda invoice: len(invoice.draft.lines))
            others = [invoice for invoice in members if invoice is not longest]
            chosen = [longest, *self.pick.sample(others, SAMPLES - 1)]
            try:
                return take(chosen)
            except REFUSALS as error:
                reason = explain(error)
            # Where each is taken by itself, the last one stands in the way.
            refused = self._refused(chosen, take) or {chosen[-1].draft.key: reason}
            for key, why in refused.items():
                members[:] = self._leave(
                    members, why, lambda i, k=key: i.draft.key == k
                )
        raise Unfit(reason)

    def _key(self, line):
        """Return what tells the lines of an invoice of a class apart."""
        kind = line["display_type"]
        if kind == "product":
            return kind, line["product_id"], not float(line["balance"])
        return kind, line["tax_repartition_line_id"], None

    def _keys(self, invoice):
        """Return what ``_key`` gives for the lines of an invoice to be."""
        draft, amounts, _class_key = invoice
        return {
            ("payment_term", None, None),
            *(("tax", tax.repartition_id, None) for tax in amounts.taxes),
            *(
                ("product", line.product_id, not amount.balance)
                for line, amount in zip(draft.lines, amounts.lines, strict=True)
            ),
        }

    def _agree(self, one, other, computed):
        for column in one.keys() - computed - OWN:
            if one[column] != other[column]:
                raise Unfit(
                    self.env._(
                        "%(column)s differs between invoices of one kind.",
                        column=column,
                    )
                )

    # Writing

    def _write_all(self, invoices, patterns, expected, series, then):
        """Write ``invoices`` but those that are refused or differ; return who is done.

        One block of numbers for all: a transaction that asked for a second one while
        it is waited for over the first would stand in everybody's way.
        """

        def write(some):
            self._write(some, patterns, numbers.trial(series, self.pick))

        attempts = ATTEMPTS
        while invoices:
            try:
                with savepoint(self.env):
                    block = numbers.take(self.env, series, len(invoices))
                    done = self._write(invoices, patterns, block)
                    self._compare(invoices, expected, done)
                    if then:
                        then(done)
                    numbers.wait_for_turn(self.env, block)
                refresh_after_commit(self.env, *samples.KNOWN_TABLES)
                return done
            except numbers.BlockLost:
                attempts -= 1
                if not attempts:
                    raise
            except NotAlike as error:
                self.differences.append(error)
                reason = self.env._("Invoices of its kind were found to differ.")
                invoices = self._leave(
                    invoices, reason, lambda i, e=error: i.class_key == e.class_key
                )
            except REFUSALS:
                refused = self._refused(invoices, write)
                if not refused:
                    raise
                for key, reason in refused.items():
                    invoices = self._leave(
                        invoices, reason, lambda i, k=key: i.draft.key == k
                    )
        return {}

    def _leave(self, invoices, reason, concerned):
        """Leave those to the ORM that are ``concerned``; return the others."""
        self.left[reason] += [i.draft for i in invoices if concerned(i)]
        return [i for i in invoices if not concerned(i)]

    def _refused(self, invoices, make):
        """Return {key: reason} of those that the database or an add-on refuses.

        ``make(invoices)``: is taken back.
        """
        try:
            with taken_back(self.env):
                make(invoices)
        except REFUSALS as error:
            if len(invoices) == 1:
                return {invoices[0].draft.key: explain(error)}
            half = len(invoices) // 2
            return self._refused(invoices[:half], make) | self._refused(
                invoices[half:], make
            )
        return {}

    def _compare(self, invoices, expected, done):
        """Compare what was written with what the ORM made of the same drafts."""
        by_key = {i.draft.key: i for i in invoices if i.draft.key in expected}
        written = InvoiceRows.of(self.cr, [done[key] for key in by_key])
        for key, invoice in by_key.items():
            if found := expected[key].differences(written[done[key]]):
                raise NotAlike(invoice.class_key, invoice.draft, ", ".join(found))

    def _write(self, invoices, patterns, block):
        """Insert all rows of ``invoices``; return {key of a draft: id of its move}."""
        self.env.flush_all()
        found, places = [], {}
        for class_key in {invoice.class_key for invoice in invoices}:
            for key, pattern in patterns[class_key].items():
                places[class_key, key] = len(found)
                found.append(pattern)
        ids = statements.next_ids(self.cr, "account_move", len(invoices))
        bills, lines = [], []
        with_ids = zip(invoices, ids, strict=True)
        for number, (invoice, move_id) in enumerate(with_ids, block.before + 1):
            draft, amounts, class_key = invoice
            head = move_id, block.series.name(number), draft.ref, draft.partner_id
            of_line = (*head, draft.contract_id)
            untaxed, tax = self._money(amounts.untaxed), self._money(amounts.tax)
            pattern = places[class_key, None]
            bills.append((*head, pattern, number, draft.contract_id, untaxed, tax))
            lines += [
                (key[0], of_line, places[class_key, key], values)
                for key, values in self._lines(invoice)
            ]
        statements.insert_moves(self.cr, bills, found)
        line_ids = statements.next_ids(self.cr, "account_move_line", len(lines))
        by_kind = defaultdict(list)
        for line_id, (kind, head, pattern, values) in zip(line_ids, lines, strict=True):
            by_kind[kind].append((*head, line_id, pattern, *values))
        statements.insert_lines(self.cr, by_kind, found)
        self._raise_ranks(invoices)
        self.env.invalidate_all(flush=False)
        foreign.complete(self.env["account.move"].browse(ids))
        return dict(zip((i.draft.key for i in invoices), ids, strict=True))

    def _lines(self, invoice):
        """Yield (key, the columns of ``statements.LINE`` from the name on).

        In the order in which the ORM creates them.
        """
        draft, amounts, _class_key = invoice
        for line, amount in zip(draft.lines, amounts.lines, strict=True):
            yield (
                ("product", line.product_id, not amount.balance),
                (
                    line.name,
                    self._number("quantity", line.quantity),
                    self._number("price_unit", line.price),
                    self._money(amount.subtotal),
                    self._money(amount.total),
                    self._money(amount.balance),
                    None,
                ),
            )
        nothing = (None,) * 5
        for tax in amounts.taxes:
            yield (
                ("tax", tax.repartition_id, None),
                (*nothing, self._money(tax.balance), self._money(tax.base)),
            )
        total = self._money(amounts.untaxed + amounts.tax)
        yield ("payment_term", None, None), (*nothing, total, None)

    def _raise_ranks(self, invoices):
        """Count invoices of customers, as Odoo does: who is invoiced is a customer."""
        counts = Counter(invoice.draft.partner_id for invoice in invoices)
        # Whoever is being edited is counted after the commit, like those who are
        # customers already: an invoice does not wait for that.
        self.cr.execute(
            """
            UPDATE res_partner SET customer_rank = bill.count,
                   write_uid = %s, write_date = now() AT TIME ZONE 'UTC'
              FROM unnest(%s, %s) bill (id, count)
             WHERE res_partner.id = bill.id
               AND res_partner.id IN (
                   SELECT id FROM res_partner
                    WHERE id = ANY(%s) AND COALESCE(customer_rank, 0) = 0
                      FOR NO KEY UPDATE SKIP LOCKED)
            RETURNING res_partner.id
            """,
            [self.env.uid, list(counts), list(counts.values()), list(counts)],
        )
        for (partner_id,) in self.cr.fetchall():
            del counts[partner_id]
        postcommit = self.cr.postcommit
        waiting = postcommit.data.setdefault(RANKS, {})
        if counts and not waiting:
            postcommit.add(lambda: _raise_waiting(self.env.registry, waiting))
        for partner_id, count in counts.items():
            waiting[partner_id] = waiting.get(partner_id, 0) + count

    def _money(self, amount):
        # Rounded before, but for what adding has left in binary; and never "-0.00".
        return float_repr(amount, self.decimals) if amount else self.nothing

    def _number(self, column, value):
        digits = self.digits[column]
        return float_repr(value, digits[1]) if digits else value


def explain(error):
    """Return what a refusal says, without the values of the row that it names."""
    if isinstance(error, psycopg2.Error):
        return error.diag.constraint_name or error.diag.column_name or error.pgcode
    return str(error)


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
               SET customer_rank = COALESCE(customer_rank, 0) + bill.count
              FROM unnest(%s, %s) bill (id, count)
             WHERE res_partner.id = bill.id
               AND res_partner.id IN (
                   SELECT id FROM res_partner WHERE id = ANY(%s)
                      FOR NO KEY UPDATE SKIP LOCKED)
            """,
            [list(counts), list(counts.values()), list(counts)],
        )
    counts.clear()
