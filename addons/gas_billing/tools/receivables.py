"""Receivables of gas in Odoo's ledger: which lines they are, as SQL and as a domain.

Odoo keeps what a household owes as journal items that carry ``gas_contract_id``. They
are called ``line`` here, and the invoices of those that were billed ``move``.
"""

from odoo.tools import SQL

# Of models that read these tables with SQL, for their ``_depends``.
OPEN_FIELDS = [
    "amount_residual",
    "date_maturity",
    "gas_contract_id",
    "parent_state",
    "reconciled",
]
IS_CREDIT = SQL("line.amount_residual < 0")


def open_domain(contracts):
    """Return the domain of what ``contracts`` owe or have in credit, not settled."""
    return [
        ("gas_contract_id", "in", contracts.ids),
        ("parent_state", "=", "posted"),
        ("reconciled", "=", False),
    ]


def open_lines(contracts=None):
    """Return ``line … WHERE …``: what is open, debts above zero and credit below.

    ``contracts``: whose (gas.contract); None: of all.
    """
    return SQL(
        """
        account_move_line line
         WHERE %s AND line.parent_state = 'posted' AND line.reconciled IS NOT TRUE
        """,
        _of(contracts),
    )


def billed_lines(contracts=None):
    """Return ``line JOIN move … WHERE …``: what was ever billed, paid or not."""
    return SQL(
        """
        account_move_line line
          JOIN account_move move ON move.id = line.move_id
         WHERE %s AND move.move_type = 'out_invoice' AND move.state = 'posted'
        """,
        _of(contracts),
    )


def _of(contracts):
    if contracts is None:
        return SQL("line.gas_contract_id IS NOT NULL")
    return SQL("line.gas_contract_id = ANY(%s)", list(contracts.ids))


def paid_late(today):
    """Return whether ``line`` is open after its day, or was paid after it."""
    return SQL(
        """
        (line.date_maturity < %s AND line.amount_residual > 0
         OR EXISTS (SELECT FROM account_partial_reconcile part
                     WHERE part.debit_move_id = line.id
                       AND part.max_date > line.date_maturity))
        """,
        today,
    )


def owed(today=None, from_days=None, to_days=None):
    """Return the sum of the debts among lines, 0 without any.

    ``from_days``, ``to_days``: only what is overdue by so many days, both included;
    0 and less: not due yet.
    """
    age = SQL("%s::date - line.date_maturity", today)
    conditions = [SQL("line.amount_residual > 0")]
    if from_days is not None:
        conditions.append(SQL("%s >= %s", age, from_days))
    if to_days is not None:
        conditions.append(SQL("%s <= %s", age, to_days))
    return SQL(
        "COALESCE(SUM(line.amount_residual) FILTER (WHERE %s), 0)",
        SQL(" AND ").join(conditions),
    )


def credit():
    """Return the sum of what was paid and not used yet among lines, as positive."""
    return SQL("COALESCE(-SUM(line.amount_residual) FILTER (WHERE %s), 0)", IS_CREDIT)


def oldest_due():
    """Return the day of the oldest debt among lines, NULL without any."""
    return SQL("MIN(line.date_maturity) FILTER (WHERE line.amount_residual > 0)")
