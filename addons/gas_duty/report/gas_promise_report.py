from odoo import fields, models
from odoo.tools import SQL


class GasPromiseReport(models.Model):
    """Promises of orders by who was on duty when they began (F02).

    It is looked up only when it is asked for: PostgreSQL leaves columns out that nobody
    groups by.
    """

    _inherit = "gas.promise.report"
    _depends = {
        "gas.duty.shift": ["company_id", "desk", "station_id", "starts_on", "ends_on"],
        "gas.promise": ["company_id", "res_model", "start_at", "station_id"],
    }

    duty_shift_id = fields.Many2one("gas.duty.shift", "Shift on Duty")

    def _select(self):
        return SQL(
            "%s, (%s) AS duty_shift_id", super()._select(), self._select_duty_shift()
        )

    def _select_duty_shift(self):
        """Select the shift: the station's own before that of the company.

        None lasts longer than a day, which keeps the search short.
        """
        return SQL(
            """
            SELECT shift.id FROM gas_duty_shift shift
             WHERE promise.res_model = 'fsm.order'
               AND shift.desk = 'dispatch'
               AND shift.company_id = promise.company_id
               AND shift.starts_on > promise.start_at - interval '24 hours'
               AND shift.starts_on <= promise.start_at
               AND shift.ends_on > promise.start_at
               AND (shift.station_id IS NULL
                    OR shift.station_id = promise.station_id)
             ORDER BY shift.station_id IS NULL
             LIMIT 1
            """
        )
