"""What an invoice with given lines says: what Odoo's own tax engine makes of it."""

from typing import NamedTuple

from odoo.tools import float_round


class LineAmounts(NamedTuple):
    """Of an invoice line: ``balance`` is what it adds to its account (debit > 0)."""

    subtotal: float
    total: float
    balance: float


class TaxAmounts(NamedTuple):
    """Of a tax line, known by its repartition line."""

    repartition_id: int
    base: float
    balance: float


class InvoiceAmounts(NamedTuple):
    lines: tuple
    taxes: tuple

    @property
    def untaxed(self):
        return -sum(line.balance for line in self.lines)

    @property
    def tax(self):
        return -sum(tax.balance for tax in self.taxes)


class PlainTax(NamedTuple):
    """The one percentage of an invoice whose lines are rounded one by one.

    What the engine does with it, in its own order of operations: 0.02 ms an invoice
    instead of 0.9.
    """

    percent: float
    included: bool
    repartition_id: int
    rounding: float

    def of(self, lines):
        """Return the amounts of ``lines``, (tax ids, quantity, price) each."""
        found, tax_total, base_total = [], 0.0, 0.0
        for _tax_ids, quantity, price in lines:
            base = self._round(quantity * price)
            if self.included:
                factor = 1 / (1 + self.percent / 100.0)
                tax = self._round(base * factor * self.percent / 100.0)
                base = self._round(base - tax)
            else:
                tax = self._round(base * self.percent / 100.0)
            found.append(LineAmounts(base, base + tax, -base))
            tax_total -= tax
            base_total -= base
        taxes = ()
        if self._round(tax_total):
            taxes = (TaxAmounts(self.repartition_id, base_total, tax_total),)
        return InvoiceAmounts(tuple(found), taxes)

    def _round(self, amount):
        return float_round(amount, precision_rounding=self.rounding)


class Amounts:
    """Works out customer invoices of one company in its own currency."""

    def __init__(self, company):
        self.company = company
        self.engine = company.env["account.tax"]
        self.plain = {}
        self.known = {}  # by content: households use the same few volumes

    def of(self, draft):
        """Return the ``InvoiceAmounts`` of a ``Draft``."""
        lines = draft.lines
        tax_ids = lines[0].tax_ids
        content = tuple((line.tax_ids, line.quantity, line.price) for line in lines)
        if content not in self.known:
            plain = self._plain_tax(tax_ids)
            if plain and all(line.tax_ids == tax_ids for line in lines):
                self.known[content] = plain.of(content)
            else:
                self.known[content] = self.by_engine(content)
        return self.known[content]

    def _plain_tax(self, tax_ids):
        """Return the PlainTax of ``tax_ids``, or None where only the engine knows."""
        if tax_ids not in self.plain:
            tax = self.engine.browse(tax_ids)
            self.plain[tax_ids] = None
            if (
                self.company.tax_calculation_rounding_method == "round_per_line"
                and len(tax) == 1
                and tax.amount_type == "percent"
            ):
                parts = tax.invoice_repartition_line_ids.filtered(
                    lambda part: part.repartition_type == "tax" and part.factor_percent
                )
                if parts.mapped("factor_percent") == [100.0]:
                    self.plain[tax_ids] = PlainTax(
                        tax.amount,
                        tax.price_include,
                        parts.id,
                        self.company.currency_id.rounding,
                    )
        return self.plain[tax_ids]

    def by_engine(self, content):
        """Return the amounts of lines of (tax ids, quantity, price)."""
        alone = [self._rounded([self._base_line(*line)])[0] for line in content]
        together = self._rounded([self._base_line(*line) for line in content])
        self.engine._add_accounting_data_in_base_lines_tax_details(
            together, self.company
        )
        found = self.engine._prepare_tax_lines(together, self.company)
        return InvoiceAmounts(
            tuple(
                LineAmounts(
                    line["tax_details"]["total_excluded_currency"],
                    line["tax_details"]["total_included_currency"],
                    values["balance"],
                )
                for line, (_base_line, values) in zip(
                    alone, found["base_lines_to_update"], strict=True
                )
            ),
            tuple(
                TaxAmounts(
                    values["tax_repartition_line_id"],
                    values["tax_base_amount"],
                    values["balance"],
                )
                for values in found["tax_lines_to_add"]
            ),
        )

    def _base_line(self, tax_ids, quantity, price):
        return self.engine._prepare_base_line_for_taxes_computation(
            None,
            tax_ids=self.engine.browse(tax_ids),
            quantity=quantity,
            price_unit=price,
            currency_id=self.company.currency_id,
            sign=-1,  # an invoice to a customer credits its lines
        )

    def _rounded(self, base_lines):
        self.engine._add_tax_details_in_base_lines(base_lines, self.company)
        self.engine._round_base_lines_tax_details(base_lines, self.company)
        return base_lines
