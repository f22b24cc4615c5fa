from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.gas_customer.models.gas_contract import user_class_selection

from ..tools import receivables


class GasArrears(models.Model):
    """Open gas bills by household and age, read out of Odoo's own receivables."""

    _name = "gas.arrears"
    _description = "Arrears by Household"
    _inherit = ["gas.household.search.mixin"]
    _auto = False
    _depends = {
        "account.move.line": receivables.OPEN_FIELDS,
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
        today = fields.Date.context_today(self)
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
                           %(oldest_due)s AS oldest_due_date,
                           GREATEST(%(today)s::date - %(oldest_due)s, 0)
                               AS days_overdue,
                           %(amount)s AS amount,
                           %(not_due)s AS not_due,
                           %(overdue)s AS overdue,
                           %(days_30)s AS days_30,
                           %(days_60)s AS days_60,
                           %(days_90)s AS days_90,
                           %(older)s AS older,
                           %(credit)s AS credit
                      FROM %(open_lines)s
                     GROUP BY line.gas_contract_id) open
              JOIN gas_contract contract ON contract.id = open.gas_contract_id
             WHERE open.amount > 0
            """,
            open_lines=receivables.open_lines(),
            today=today,
            oldest_due=receivables.oldest_due(),
            amount=receivables.owed(),
            not_due=receivables.owed(today, to_days=0),
            overdue=receivables.owed(today, from_days=1),
            days_30=receivables.owed(today, 1, 30),
            days_60=receivables.owed(today, 31, 60),
            days_90=receivables.owed(today, 61, 90),
            older=receivables.owed(today, from_days=91),
            credit=receivables.credit(),
        )

    def action_pay(self):
        return self.contract_id.action_pay()

    def action_open_contract(self):
        self.ensure_one()
        return self.contract_id._get_records_action(context={})
