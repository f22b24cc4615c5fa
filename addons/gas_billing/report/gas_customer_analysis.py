from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.gas_customer.models.gas_contract import user_class_selection

from ..tools import receivables


class GasCustomerAnalysis(models.Model):
    """What customers use, are billed and pay, and how late: one row a fact.

    ``_facts()`` lists the kinds of facts; other add-ons append theirs.
    """

    _name = "gas.customer.analysis"
    _description = "Customer Analysis"
    _inherit = ["gas.household.search.mixin"]
    _auto = False
    _depends = {
        "account.move": ["move_type", "state"],
        "account.move.line": [
            "balance",
            "amount_residual",
            "date_maturity",
            "date",
            "gas_contract_id",
        ],
        "account.partial.reconcile": ["debit_move_id", "max_date"],
        "gas.contract": ["partner_id", "user_class", "community_id"],
        "gas.meter.reading": [
            "contract_id",
            "date",
            "state",
            "volume_m3",
            "billed_before",
            "days",
        ],
    }
    _order = "date desc, id desc"
    _rec_name = "contract_id"

    contract_id = fields.Many2one("gas.contract", "Household", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_class = fields.Selection(user_class_selection, readonly=True)
    station_id = fields.Many2one("gas.area", readonly=True)
    community_id = fields.Many2one("gas.area", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(readonly=True)
    volume_m3 = fields.Float("Use (m³)", digits=(12, 3), readonly=True)
    billed = fields.Monetary(readonly=True)
    paid = fields.Monetary("Amount Paid", readonly=True)
    bill_count = fields.Integer("Number of Bills", readonly=True)
    late_count = fields.Integer(
        "Bills Paid Late",
        readonly=True,
        help="Paid after their day, or still open after it.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT fact.*, contract.partner_id, contract.user_class,
                   contract.station_id, contract.community_id, contract.company_id
              FROM (%s) fact
              JOIN gas_contract contract ON contract.id = fact.contract_id
            """,
            SQL(" UNION ALL ").join(self._facts()),
        )

    def _facts(self):
        """Return SELECTs of (id, contract_id, date, <the measures, in their order>).

        An id ends in a digit of its own kind of fact: 1 readings, 2 receivables.
        """
        readings = SQL(
            """
            SELECT id::bigint * 10 + 1 AS id, contract_id, date, volume_m3,
                   0.0 AS billed, 0.0 AS paid, 0 AS bill_count, 0 AS late_count
              FROM gas_meter_reading
             WHERE state = 'reviewed'
               -- The first that was taken over may count from the day the meter was
               -- hung: years of gas would stand in one month.
               AND NOT (billed_before AND days > 92)
            """
        )
        billed = SQL(
            """
            SELECT line.id::bigint * 10 + 2, line.gas_contract_id, line.date, 0.0,
                   line.balance, line.balance - line.amount_residual, 1, %s::int
              FROM %s
            """,
            receivables.paid_late(self.env.company._promise_today()),
            receivables.billed_lines(),
        )
        return [readings, billed]
