from odoo import models
from odoo.tools import SQL

from .fsm_order import UNDER_WAY

# The times of an order, in the order in which they come.
TIMES = (
    "dispatched_on",
    "accepted_on",
    "departed_on",
    "arrived_on",
    "work_started_on",
    "done_on",
)
VISIT_TIMES = (*TIMES[:-1], "checked_on", "ended_on")


class GasAudit(models.Model):
    """Rules of the work on site, of what it costs, and of gas that is off."""

    _inherit = "gas.audit"

    def _find_order_checks(self):
        """A finished order has passed its checklist, within its limits."""
        return self._select(
            "fsm.order",
            SQL(
                """
                SELECT fsm_order.id, min(line.name) AS point
                  FROM fsm_order
                  JOIN gas_order_check_line line ON line.order_id = fsm_order.id
                 WHERE fsm_order.state = 'done' AND line.visit_id IS NULL
                   AND (line.required AND line.is_done IS NOT TRUE
                        OR line.is_done AND line.has_limits
                           AND (line.reading BETWEEN line.lowest AND line.highest)
                               IS NOT TRUE)
                 GROUP BY fsm_order.id
                """
            ),
            self.env._("finished without “%(point)s”"),
        )

    def _find_order_times(self):
        """The times of an order, and those of a visit, come one after another."""
        return self._together(
            self._early("fsm.order", TIMES),
            self._early("gas.order.visit", VISIT_TIMES),
        )

    def _early(self, model, names):
        table = SQL.identifier(self.env[model]._table)
        return self._select(
            model,
            SQL(
                """
                SELECT id, step
                  FROM (SELECT each.id, step,
                               moment < max(moment) OVER (
                                   PARTITION BY each.id ORDER BY times.number
                                   ROWS UNBOUNDED PRECEDING) AS is_early
                          FROM %(table)s each
                         CROSS JOIN LATERAL
                               unnest(ARRAY[%(columns)s], %(names)s)
                               WITH ORDINALITY AS times(moment, step, number)
                         WHERE moment IS NOT NULL) steps
                 WHERE is_early
                """,
                table=table,
                columns=SQL(", ").join(SQL.identifier("each", name) for name in names),
                names=list(names),
            ),
            self.env._("%(step)s lies before what came before it"),
        )

    def _find_order_visit(self):
        """An order that is under way has one visit that runs, by its crew."""
        return self._select(
            "fsm.order",
            SQL(
                """
                SELECT fsm_order.id, visit.number
                  FROM fsm_order
                  LEFT JOIN gas_order_visit visit
                    ON visit.order_id = fsm_order.id AND visit.result IS NULL
                 WHERE (fsm_order.state = ANY(%s)) <> (visit.id IS NOT NULL)
                    OR visit.id <> fsm_order.visit_id
                    OR visit.team_id <> fsm_order.team_id
                """,
                list(UNDER_WAY),
            ),
            self.env._("its visits do not say who is there"),
        )

    def _find_crew_busy(self):
        """A crew is at one emergency at a time."""
        return self._select(
            "fsm.team",
            SQL(
                """
                SELECT sent.team_id AS id,
                       string_agg(fsm_order.name, ', ' ORDER BY fsm_order.id) AS orders
                  FROM fsm_order
                  JOIN (SELECT id AS order_id, team_id FROM fsm_order
                        UNION
                        SELECT fsm_order_id, fsm_team_id
                          FROM fsm_order_extra_team_rel) sent
                    ON sent.order_id = fsm_order.id
                 WHERE fsm_order.urgency = 'emergency' AND fsm_order.state = ANY(%s)
                   AND sent.team_id IN (SELECT id FROM fsm_team WHERE on_duty)
                 GROUP BY sent.team_id
                HAVING count(*) > 1
                """,
                list(UNDER_WAY),
            ),
            self.env._("sent to %(orders)s at once"),
        )

    def _find_gas_off(self):
        """A household that is cut off has a stop or an application that says why."""
        return self._together(
            self._select(
                "gas.contract",
                SQL(
                    """
                    SELECT contract.id
                      FROM gas_contract contract
                     WHERE contract.state = 'suspended'
                       AND NOT EXISTS (
                           SELECT FROM gas_supply_stop stop
                            WHERE stop.contract_id = contract.id
                              AND stop.state IN ('stopped', 'restoring'))
                       AND NOT EXISTS (
                           SELECT FROM gas_application application
                             JOIN gas_application_kind kind
                               ON kind.id = application.kind_id
                            WHERE application.contract_id = contract.id
                              AND application.state = 'done'
                              AND kind.change = 'suspend')
                    """
                ),
                self.env._("its gas is off, and nothing says why"),
            ),
            self._select(
                "gas.supply.stop",
                SQL(
                    """
                    SELECT stop.id, contract.name AS household
                      FROM gas_supply_stop stop
                      JOIN gas_contract contract ON contract.id = stop.contract_id
                     WHERE stop.state IN ('stopped', 'restoring')
                       AND contract.state = 'running'
                    """
                ),
                self.env._("%(household)s is supplied, though its stop is not ended"),
            ),
            self._select(
                "gas.supply.stop",
                SQL(
                    """
                    SELECT stop.id, fsm_order.name AS order_name
                      FROM gas_supply_stop stop
                      JOIN fsm_order ON fsm_order.id = stop.restore_order_id
                     WHERE stop.state = 'restoring'
                       AND fsm_order.state IN ('done', 'cancelled')
                    """
                ),
                self.env._("%(order_name)s is over: nobody brings the gas back"),
            ),
        )

    def _find_order_invoiced(self):
        """What is invoiced for an order is not above what was agreed."""
        return self._select(
            "fsm.order",
            SQL(
                """
                SELECT fsm_order.id, fsm_order.agreed_amount,
                       sum(move.amount_total_in_currency_signed) AS invoiced
                  FROM fsm_order
                  JOIN account_move move ON move.gas_order_id = fsm_order.id
                 WHERE move.state = 'posted'
                 GROUP BY fsm_order.id
                HAVING sum(move.amount_total_in_currency_signed)
                       > COALESCE(fsm_order.agreed_amount, 0)
                """
            ),
            self.env._("%(invoiced)s invoiced, %(agreed_amount)s agreed"),
        )

    def _find_order_agreed(self):
        """Who agreed to pay is named, and when."""
        return self._select(
            "fsm.order",
            SQL(
                """
                SELECT id, agreed_amount
                  FROM fsm_order
                 WHERE agreed_amount > 0 AND (agreed_on IS NULL OR agreed_by IS NULL)
                """
            ),
            self.env._("%(agreed_amount)s yuan, and nobody has agreed"),
        )

    def _pairs_of_eyes(self):
        return [
            *super()._pairs_of_eyes(),
            ("gas.fee.schedule", "create_uid", "approved_by_id"),
        ]
