from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.gas_promise.tools import selection_of


class GasArchiveReport(models.Model):
    """How many households of a station have a complete archive, checked in time."""

    _name = "gas.archive.report"
    _description = "Quality of the Archive"
    _auto = False
    _order = "station_id, user_class"
    _rec_name = "station_id"

    company_id = fields.Many2one("res.company", readonly=True)
    station_id = fields.Many2one("gas.area", readonly=True)
    user_class = fields.Selection(
        selection_of("gas.contract", "user_class"),
        readonly=True,
    )
    household_count = fields.Integer("Households", readonly=True)
    complete_count = fields.Integer("Complete Archives", readonly=True)
    checked_count = fields.Integer("Checked in Time", readonly=True)
    protected_count = fields.Integer("Protected", readonly=True)
    complete_percent = fields.Float(
        "Complete (%)", readonly=True, digits=(5, 1), aggregator=None
    )
    checked_percent = fields.Float(
        "Checked in Time (%)", readonly=True, digits=(5, 1), aggregator=None
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT MIN(contract.id) AS id,
                   contract.company_id,
                   contract.station_id,
                   contract.user_class,
                   COUNT(*) AS household_count,
                   COUNT(*) FILTER (WHERE archive_percent = 100) AS complete_count,
                   COUNT(*) FILTER (WHERE fresh.in_time) AS checked_count,
                   COUNT(*) FILTER (
                       WHERE protection IS NOT NULL
                         AND COALESCE(protected_until, %(today)s) >= %(today)s
                   ) AS protected_count,
                   100.0 * COUNT(*) FILTER (WHERE archive_percent = 100) / COUNT(*)
                       AS complete_percent,
                   100.0 * COUNT(*) FILTER (WHERE fresh.in_time) / COUNT(*)
                       AS checked_percent
              FROM gas_contract contract
              JOIN res_company company ON company.id = contract.company_id
              CROSS JOIN LATERAL (
                   SELECT COALESCE(archive_checked_on, date_start) >= %(today)s
                          - make_interval(months => company.gas_archive_check_months)
                          AS in_time
                   ) fresh
             WHERE contract.state IN ('running', 'suspended')
             GROUP BY contract.company_id, contract.station_id, contract.user_class
            """,
            today=self.env.company._promise_today(),
        )
