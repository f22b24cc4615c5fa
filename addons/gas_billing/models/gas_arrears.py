from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.gas_customer.models.gas_contract import user_class_selection


class GasArrears(models.Model):
    """Open gas bills by household and age, read out of Odoo's own receivables."""

    _name = "gas.arrears"
    _description = "Arrears by Household"
    _inherit = ["gas.household.search.mixin"]
    _auto = False
    _depends = {
        "account.move.line": [
            "amount_residual",
            "date_maturity",
            "reconciled",
            "parent_state",
            "gas_contract_id",
        ],
        "gas.contract": ["partner_id", "user_class", "route_id"],
    }
    _order = "oldest_due_date, id"
    _rec_name = "contract_id"

    contract_id = fields.Many2one("gas.contract", "Household", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    phone = fields.Char(related="partner_id.phone")
    address = fields.Char(related="contract_id.service_point_id.name")
    user_class = fields.Selection(
        user_class_selection,
        readonly=True,
    )
    station_id = fields.Many2one("gas.area", readonly=True)
    community_id = fields.Many2one("gas.area", readonly=True)
    route_id = fields.Many2one("gas.reading.route", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    bill_count = fields.Integer("Open Bills", readonly=True)
    oldest_due_date = fields.Date("Oldest Due", readonly=True)
    days_overdue = fields.Integer(readonly=True, aggregator="max")
    age = fields.Selection(
        [
            ("0", "Not Due"),
            ("1", "1–30 Days"),
            ("2", "31–60 Days"),
            ("3", "61–90 Days"),
            ("4", "Over 90 Days"),
        ],
        "Age of the Oldest Debt",
        readonly=True,
    )
    amount = fields.Monetary("Owed", readonly=True)
    not_due = fields.Monetary(readonly=True)
    overdue = fields.Monetary("Overdue Amount", readonly=True)
    days_30 = fields.Monetary("1–30 Days", readonly=True)
    days_60 = fields.Monetary("31–60 Days", readonly=True)
    days_90 = fields.Monetary("61–90 Days", readonly=True)
    older = fields.Monetary("Over 90 Days", readonly=True)
    credit = fields.Monetary(readonly=True, help="Paid and not used by a bill yet.")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT contract.id, contract.id AS contract_id, contract.partner_id,
                   contract.user_class, contract.station_id, contract.community_id,
                   contract.route_id, contract.company_id, open.*,
                   CASE WHEN open.days_overdue > 90 THEN '4'
                        WHEN open.days_overdue > 60 THEN '3'
                        WHEN open.days_overdue > 30 THEN '2'
                        WHEN open.days_overdue > 0 THEN '1'
                        ELSE '0' END AS age
              FROM (SELECT line.gas_contract_id,
                           COUNT(*) FILTER (WHERE line.amount_residual > 0)
                               AS bill_count,
                           MIN(line.date_maturity)
                               FILTER (WHERE line.amount_residual > 0)
                               AS oldest_due_date,
                           GREATEST(%(today)s::date - MIN(line.date_maturity)
                               FILTER (WHERE line.amount_residual > 0), 0)
                               AS days_overdue,
                           COALESCE(SUM(line.amount_residual)
                               FILTER (WHERE line.amount_residual > 0), 0) AS amount,
                           %(not_due)s AS not_due,
                           %(overdue)s AS overdue,
                           %(days_30)s AS days_30,
                           %(days_60)s AS days_60,
                           %(days_90)s AS days_90,
                           %(older)s AS older,
                           COALESCE(-SUM(line.amount_residual)
                               FILTER (WHERE line.amount_residual < 0), 0) AS credit
                      FROM account_move_line line
                     WHERE line.gas_contract_id IS NOT NULL
                       AND line.parent_state = 'posted'
                       AND line.reconciled IS NOT TRUE
                     GROUP BY line.gas_contract_id) open
              JOIN gas_contract contract ON contract.id = open.gas_contract_id
             WHERE open.amount > 0
            """,
            today=fields.Date.context_today(self),
            not_due=self._aged(None, 0),
            overdue=self._aged(1, None),
            days_30=self._aged(1, 30),
            days_60=self._aged(31, 60),
            days_90=self._aged(61, 90),
            older=self._aged(91, None),
        )

    def _aged(self, from_days, to_days):
        """Return the sum of what is overdue by a span of days, both included."""
        today = fields.Date.context_today(self)
        age = SQL("%s::date - line.date_maturity", today)
        above = (
            SQL("%s >= %s", age, from_days) if from_days is not None else SQL("TRUE")
        )
        below = SQL("%s <= %s", age, to_days) if to_days is not None else SQL("TRUE")
        return SQL(
            "COALESCE(SUM(line.amount_residual) FILTER "
            "(WHERE line.amount_residual > 0 AND %s AND %s), 0)",
            above,
            below,
        )

    def action_pay(self):
        return self.contract_id.action_pay()

    def action_open_contract(self):
        self.ensure_one()
        return self.contract_id._get_records_action(context={})
