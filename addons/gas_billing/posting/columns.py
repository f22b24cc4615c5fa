"""Which columns of an invoice differ from bill to bill, and what stands in them.

SQL over ``bill`` or ``line`` (what is new: see statements.py), ``proto`` (the row that
the ORM made) and ``partner``; every other column is cloned from ``proto``.
"""

MOVE = {
    "id": "bill.id",
    "name": "bill.name",
    "sequence_number": "bill.number",
    "payment_reference": "bill.name",
    # Numbers leave no gap: see numbers.py.
    "made_sequence_gap": "FALSE",
    "partner_id": "partner.id",
    "commercial_partner_id": "partner.id",
    "partner_shipping_id": "partner.id",
    "invoice_partner_display_name": "btrim(partner.complete_name)",
    "ref": "bill.ref",
    "gas_contract_id": "bill.contract_id",
    **dict.fromkeys(
        (
            "amount_untaxed",
            "amount_untaxed_signed",
            "amount_untaxed_in_currency_signed",
        ),
        "bill.untaxed",
    ),
    **dict.fromkeys(("amount_tax", "amount_tax_signed"), "bill.tax"),
    **dict.fromkeys(
        (
            "amount_total",
            "amount_total_signed",
            "amount_total_in_currency_signed",
            "amount_residual",
            "amount_residual_signed",
        ),
        "bill.untaxed + bill.tax",
    ),
}
EVERY_LINE = {
    "id": "line.id",
    "move_id": "line.move_id",
    "move_name": "line.move_name",
    "ref": "line.ref",
    "partner_id": "line.partner_id",
    "balance": "line.balance",
    "amount_currency": "line.balance",
    "debit": "GREATEST(line.balance, 0.00)",
    "credit": "GREATEST(-line.balance, 0.00)",
}
# By display_type.
LINES = {
    "product": {
        "name": "line.name",
        "quantity": "line.quantity",
        "price_unit": "line.price_unit",
        "price_subtotal": "line.subtotal",
        "price_total": "line.total",
    },
    "tax": {"tax_base_amount": "line.base"},
    "payment_term": {
        # It names the invoice and what it is for.
        "name": "replace(replace(proto.name, proto.move_name, line.move_name), "
        "proto.ref, line.ref)",
        "amount_residual": "line.balance",
        "amount_residual_currency": "line.balance",
        "gas_contract_id": "line.contract_id",
    },
}
