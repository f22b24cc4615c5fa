from odoo import fields, models
from odoo.tools import SQL

from ..tools import selection_of


class GasPromiseReport(models.Model):
    """Promises as figures: how many were kept, by policy, person, shift, month.

    Exempt ones and those that still run are counted apart: they are neither kept nor
    broken, and the rate leaves them out.
    """

    _name = "gas.promise.report"
    _description = "Kept and Broken Promises"
    _auto = False
    _order = "start_at desc"
    _rec_name = "policy_id"

    policy_id = fields.Many2one("gas.promise.policy", "Promise")
    company_id = fields.Many2one("res.company")
    user_id = fields.Many2one("res.users", "Person in Charge")
    shift_id = fields.Many2one("gas.promise.shift")
    start_at = fields.Datetime("Started")
    state = fields.Selection(selection_of("gas.promise", "state"))
    promise_count = fields.Integer("Promises")
    kept_count = fields.Integer("Kept")
    broken_count = fields.Integer("Broken")
    exempt_count = fields.Integer("Exempt")
    running_count = fields.Integer("Running")
    kept_rate = fields.Float("Kept (%)", aggregator="avg", digits=(5, 1))
    late_minutes = fields.Float("Minutes Late", aggregator="avg", digits=(12, 1))

    @property
    def _table_query(self):
        return SQL(
            "SELECT %s FROM gas_promise promise WHERE %s", self._select(), self._where()
        )

    def _select(self):
        """Return the columns; add-ons that extend gas.promise add theirs."""
        return SQL(
            """
            promise.id, promise.policy_id, promise.company_id, promise.user_id,
            promise.shift_id, promise.start_at, promise.state,
            1 AS promise_count,
            (promise.state = 'kept')::int AS kept_count,
            (promise.state = 'broken')::int AS broken_count,
            (promise.state = 'exempt')::int AS exempt_count,
            (promise.state IN ('running', 'paused'))::int AS running_count,
            CASE promise.state WHEN 'kept' THEN 100.0 WHEN 'broken' THEN 0.0 END
                AS kept_rate,
            CASE WHEN promise.late_minutes > 0 THEN promise.late_minutes END
                AS late_minutes
            """
        )

    def _where(self):
        return SQL("promise.state <> 'cancelled'")
