from odoo import api, fields, models
from odoo.tools import SQL


class GasUnsuppliedHousehold(models.Model):
    """All households without gas (无气户): why, since when, and what ends it.

    One line for each cause: a household in an interruption may be cut off for a debt,
    too. Add-ons that take gas away add their query to ``_causes``.
    """

    _name = "gas.unsupplied.household"
    _description = "Household Without Gas"
    _inherit = ["gas.household.search.mixin"]
    _auto = False
    _depends = {
        "gas.contract": ["state", "suspended_on", "station_id", "community_id"],
        "gas.supply.stop": ["state", "stopped_on", "contract_id", "restore_order_id"],
        "gas.application": ["state", "contract_id", "kind_id"],
    }
    _order = "since, id"
    _rec_name = "contract_id"

    contract_id = fields.Many2one("gas.contract", "Household", readonly=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", string="Customer")
    phone = fields.Char(related="contract_id.phone")
    address = fields.Char(related="contract_id.service_point_id.name")
    meter_id = fields.Many2one(related="contract_id.meter_id")
    station_id = fields.Many2one("gas.area", readonly=True)
    community_id = fields.Many2one("gas.area", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    cause = fields.Selection(
        [
            ("stop", "Cut Off by the Company"),
            ("application", "Customer's Application"),
            ("unexplained", "No Reason on File"),
        ],
        "Kind of Stop",
        readonly=True,
    )
    since = fields.Datetime("Without Gas Since", readonly=True)
    supply_stop_id = fields.Many2one("gas.supply.stop", "Stop", readonly=True)
    application_id = fields.Many2one("gas.application", readonly=True)
    order_id = fields.Many2one("fsm.order", "Order to Restore", readonly=True)
    reason = fields.Char(compute="_compute_words")
    ends_by = fields.Char("What Ends It", compute="_compute_words")

    @property
    def _table_query(self):
        causes = self._causes()
        names = sorted(set().union(*(columns for columns, _source in causes)))
        return SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s FROM %s",
                SQL(", ").join(
                    SQL(
                        "%s AS %s",
                        columns.get(name, SQL("NULL::integer")),
                        SQL.identifier(name),
                    )
                    for name in names
                ),
                source,
            )
            for columns, source in causes
        )

    def _causes(self):
        """Return ``[({column: SQL}, what stands behind FROM: SQL)]``.

        A column that a query lacks is empty there. Its ``id`` is its own in all of
        them: those of the first are even, and there is one more, with odd ones.
        """
        zone = str(self.env.company._promise_zone())
        columns = {
            "id": SQL("contract.id::bigint * 2"),
            "contract_id": SQL("contract.id"),
            "station_id": SQL("contract.station_id"),
            "community_id": SQL("contract.community_id"),
            "company_id": SQL("contract.company_id"),
            "cause": SQL(
                """
                CASE WHEN stop.id IS NOT NULL THEN 'stop'
                     WHEN application.id IS NOT NULL THEN 'application'
                     ELSE 'unexplained' END
                """
            ),
            "since": SQL(
                """
                COALESCE(stop.stopped_on, contract.suspended_on::timestamp
                                          AT TIME ZONE %s AT TIME ZONE 'UTC')
                """,
                zone,
            ),
            "supply_stop_id": SQL("stop.id"),
            "application_id": SQL("application.id"),
            "order_id": SQL("stop.restore_order_id"),
        }
        source = SQL(
            """
            gas_contract contract
            LEFT JOIN gas_supply_stop stop
              ON stop.contract_id = contract.id
             AND stop.state IN ('stopped', 'restoring')
            LEFT JOIN LATERAL (
                     SELECT done.id
                       FROM gas_application done
                       JOIN gas_application_kind kind ON kind.id = done.kind_id
                      WHERE done.contract_id = contract.id
                        AND done.state = 'done' AND kind.change = 'suspend'
                      ORDER BY done.id DESC
                      LIMIT 1) application
              ON stop.id IS NULL
            WHERE contract.state = 'suspended'
            """
        )
        return [(columns, source)]

    @api.depends("cause", "supply_stop_id", "application_id", "order_id")
    def _compute_words(self):
        for household in self:
            household.reason, household.ends_by = household._words()

    def _words(self):
        """Return why the household is without gas, and what ends it (str each)."""
        self.ensure_one()
        stop = self.supply_stop_id
        if self.cause == "stop":
            reason = stop._selection_label("reason")
            if stop.state == "restoring":
                return reason, self._words_for_order()
            return reason, self.env._("Cause cleared, then the restoration is ordered")
        if self.cause == "application":
            reason = self.application_id.kind_id.name
            resumed = self.application_id.search(
                [
                    ("contract_id", "=", self.contract_id.id),
                    ("kind_id.change", "=", "resume"),
                    ("state", "not in", ("done", "cancelled")),
                ],
                limit=1,
            )
            if resumed:
                return reason, self.env._("Application %s", resumed.name)
            return reason, self.env._("Customer applies to resume the supply")
        return self._selection_label("cause"), self.env._(
            "To be looked into: open the household and enter a stop or an application"
        )

    def _words_for_order(self):
        """Return the order that ends it, and how far it has come."""
        return self.env._(
            "Order %(order)s: %(state)s",
            order=self.order_id.name,
            state=self.order_id._selection_label("state"),
        )

    def action_open_cause(self):
        """Open the record that says why, and from which it is ended."""
        self.ensure_one()
        cause = self._cause_record() or self.contract_id
        return cause._get_records_action(context={})

    def _cause_record(self):
        return self.supply_stop_id or self.application_id

    def action_open_contract(self):
        self.ensure_one()
        return self.contract_id._get_records_action(context={})
