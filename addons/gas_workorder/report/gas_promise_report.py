from odoo import fields, models
from odoo.tools import SQL


class GasPromiseReport(models.Model):
    """Promises of orders by crew, and by who was on duty when they began (F02).

    Both are looked up only when they are asked for: PostgreSQL leaves columns out that
    nobody groups by.
    """

    _inherit = "gas.promise.report"
    _depends = {
        "fsm.order": ["team_id", "dispatched_on"],
        "gas.duty.shift": ["company_id", "desk", "station_id", "starts_on", "ends_on"],
        "gas.promise": ["res_model", "res_id", "start_at", "state"],
    }

    team_id = fields.Many2one("fsm.team", "Crew")
    duty_shift_id = fields.Many2one("gas.duty.shift", "Shift on Duty")

    def _select(self):
        return SQL(
            "%s, (%s) AS team_id, (%s) AS duty_shift_id",
            super()._select(),
            self._select_team(),
            self._select_duty_shift(),
        )

    def _select_team(self):
        """The crew that was sent; without one, nobody was yet."""
        return SQL(
            """
            SELECT fsm_order.team_id FROM fsm_order
             WHERE promise.res_model = 'fsm.order'
               AND fsm_order.id = promise.res_id
               AND fsm_order.dispatched_on IS NOT NULL
            """
        )

    def _select_duty_shift(self):
        """Of the dispatch centre: the station's own shift before that of the company.

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
