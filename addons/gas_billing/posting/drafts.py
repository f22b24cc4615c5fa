"""Invoices to be: what differs from one to the next."""

from typing import NamedTuple

from odoo import Command


class DraftLine(NamedTuple):
    product_id: int
    name: str
    quantity: float
    price: float
    tax_ids: tuple


class Draft(NamedTuple):
    """``key``: the caller's, to know it by."""

    key: int
    partner_id: int
    ref: str
    contract_id: int
    lines: tuple

    def vals(self, **common):
        """Return the values of an account.move; ``common``: those that all share."""
        return {
            **common,
            "partner_id": self.partner_id,
            "ref": self.ref,
            "gas_contract_id": self.contract_id,
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": line.product_id,
                        "name": line.name,
                        "quantity": line.quantity,
                        "price_unit": line.price,
                        "tax_ids": [Command.set(line.tax_ids)],
                    }
                )
                for line in self.lines
            ],
        }
