from odoo import fields, models
from odoo.tools import SQL


class GasPromiseReport(models.Model):
    """Promises of orders by crew (F02).

    It is looked up only when it is asked for: PostgreSQL leaves columns out that nobody
    groups by.
    """

    _inherit = "gas.promise.report"
    _depends = {
        "fsm.order": ["team_id", "dispatched_on"],
        "gas.promise": ["res_model", "res_id", "start_at", "state"],
    }

    team_id = fields.Many2one("fsm.team", "Crew")

    def _select(self):
        return SQL("%s, (%s) AS team_id", super()._select(), self._select_team())

    def _select_team(self):
        """Select the crew that was sent; without one, nobody was yet."""
        return SQL(
            """
            SELECT fsm_order.team_id FROM fsm_order
             WHERE promise.res_model = 'fsm.order'
               AND fsm_order.id = promise.res_id
               AND fsm_order.dispatched_on IS NOT NULL
            """
        )
