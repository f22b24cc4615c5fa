"""What an invoice with given lines says, by Odoo's own tax engine."""

from typing import NamedTuple


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


class Amounts:
    """Works out customer invoices of one company in its own currency.

    Households use the same few volumes: each content is worked out once.
    """

    def __init__(self, company):
        self.company = company
        self.engine = company.env["account.tax"]
        self.known = {}

    def of(self, lines):
        """Return the amounts of ``lines``: a tuple of (tax ids, quantity, price)."""
        if lines not in self.known:
            self.known[lines] = self._work_out(lines)
        return self.known[lines]

    def _work_out(self, lines):
        alone = [self._rounded([self._base_line(*line)])[0] for line in lines]
        together = self._rounded([self._base_line(*line) for line in lines])
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
