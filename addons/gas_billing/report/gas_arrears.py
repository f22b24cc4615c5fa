from lxml.builder import E

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.gas_customer.models.gas_contract import user_class_selection

from ..tools import receivables


class GasArrears(models.Model):
    """Open gas bills by household and age, read out of Odoo's own receivables.

    An age is a column that says of which days overdue its debts are (``overdue_days``:
    the first and the last; None: no end). Query, groups and views follow from that.
    """

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
    age = fields.Selection("_age_selection", "Age of the Oldest Debt", readonly=True)
    amount = fields.Monetary("Owed", readonly=True)
    overdue = fields.Monetary("Overdue Amount", readonly=True)
    not_due = fields.Monetary(readonly=True, overdue_days=(None, 0))
    days_30 = fields.Monetary("1–30 Days", readonly=True, overdue_days=(1, 30))
    days_60 = fields.Monetary("31–60 Days", readonly=True, overdue_days=(31, 60))
    days_90 = fields.Monetary("61–90 Days", readonly=True, overdue_days=(61, 90))
    older = fields.Monetary("Over 90 Days", readonly=True, overdue_days=(91, None))
    credit = fields.Monetary(readonly=True, help="Paid and not used by a bill yet.")

    def _valid_field_parameter(self, field, name):
        return name == "overdue_days" or super()._valid_field_parameter(field, name)

    def _ages(self):
        """Return ``[(key, field)]`` of the ages, the youngest first."""
        ages = [
            field for field in self._fields.values() if hasattr(field, "overdue_days")
        ]
        ages.sort(key=lambda age: age.overdue_days[0] or 0)
        return [(str(number), age) for number, age in enumerate(ages)]

    def _age_selection(self):
        return [(key, age._description_string(self.env)) for key, age in self._ages()]

    @property
    def _table_query(self):
        today = self.env.company._promise_today()
        ages = self._ages()
        return SQL(
            """
            SELECT contract.id, contract.id AS contract_id, contract.partner_id,
                   contract.user_class, contract.station_id, contract.community_id,
                   contract.route_id, contract.company_id, open.*,
                   CASE %(age)s END AS age
              FROM (SELECT line.gas_contract_id,
                           COUNT(*) FILTER (WHERE line.amount_residual > 0)
                               AS bill_count,
                           %(oldest_due)s AS oldest_due_date,
                           GREATEST(%(today)s::date - %(oldest_due)s, 0)
                               AS days_overdue,
                           %(amount)s AS amount,
                           %(overdue)s AS overdue,
                           %(columns)s,
                           %(credit)s AS credit
                      FROM %(open_lines)s
                     GROUP BY line.gas_contract_id) open
              JOIN gas_contract contract ON contract.id = open.gas_contract_id
             WHERE open.amount > 0
            """,
            age=SQL(" ").join(
                SQL(
                    "WHEN open.days_overdue >= %s THEN %s",
                    age.overdue_days[0] or 0,
                    key,
                )
                for key, age in reversed(ages)
            ),
            open_lines=receivables.open_lines(),
            today=today,
            oldest_due=receivables.oldest_due(),
            amount=receivables.owed(),
            overdue=receivables.owed(today, from_days=1),
            columns=SQL(", ").join(
                SQL(
                    "%s AS %s",
                    receivables.owed(today, *age.overdue_days),
                    SQL.identifier(age.name),
                )
                for _key, age in ages
            ),
            credit=receivables.credit(),
        )

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Show a column of each age, behind what is overdue."""
        arch, view = super()._get_view(view_id, view_type, **options)
        columns = {
            "list": {"sum": self.env._("Total"), "optional": "hide"},
            "pivot": {"type": "measure"},
        }
        if view_type in columns:
            (overdue,) = arch.xpath("//field[@name='overdue']")
            for _key, age in reversed(self._ages()):
                overdue.addnext(E.field(name=age.name, **columns[view_type]))
        return arch, view

    def action_pay(self):
        return self.contract_id.action_pay()

    def action_open_contract(self):
        self.ensure_one()
        return self.contract_id._get_records_action(context={})
