from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# An alarm that took longer than this to be sounded is late.
PATIENCE = timedelta(minutes=5)


class GasAudit(models.Model):
    """Rules of households, of promises, and of four eyes."""

    _inherit = "gas.audit"

    # Households

    def _find_running_meter(self):
        return self._select(
            "gas.contract",
            SQL(
                """
                SELECT contract.id
                  FROM gas_contract contract
                 WHERE contract.state = 'running'
                   AND contract.date_start <= %(today)s
                   AND NOT EXISTS (
                       SELECT FROM gas_meter_installation installation
                        WHERE installation.service_point_id = contract.service_point_id
                          AND installation.date_start <= %(today)s
                          AND COALESCE(installation.date_end, 'infinity') > %(today)s)
                """,
                today=self.env.company._promise_today(),
            ),
            self.env._("gas is supplied without a meter"),
        )

    # Promises

    def _find_promise_missing(self):
        """Records whose clock should run and was never started."""
        policies = self.env["gas.promise.policy"].search([("active", "=", True)])
        return self._together(*(self._without_clock(policy) for policy in policies))

    def _without_clock(self, policy):
        """Return what happened since there is ``policy``, and has no clock of it."""
        model = self.env[policy.model].with_context(active_test=False)
        start, target = policy.start_field_id.name, policy.target_field_id.name
        since = policy.create_date
        if policy.date_from:
            since = max(since, self.env.company._promise_moment(policy.date_from))
        domain = Domain(policy._condition()) & Domain(
            [(start, ">=", since), ("create_date", ">=", since), (target, "=", False)]
        )
        if policy.date_to:
            ended = self.env.company._promise_moment(policy.date_to + timedelta(1))
            domain &= Domain(start, "<", ended)
        if policy.company_id and "company_id" in model._fields:
            domain &= Domain("company_id", "=", policy.company_id.id)
        return self._select(
            model._name,
            SQL(
                """
                SELECT record.id, %(policy)s AS policy
                  FROM %(records)s record
                 WHERE NOT EXISTS (
                       SELECT FROM gas_promise promise
                        WHERE promise.policy_id = %(id)s
                          AND promise.res_id = record.id)
                """,
                records=model._search(domain).subselect(),
                policy=policy.display_name,
                id=policy.id,
            ),
            self.env._("no clock for “%(policy)s”"),
        )

    def _find_promise_lost(self):
        """Clocks that run for nothing: the record is gone, or its target was noted."""
        groups = self.env["gas.promise"]._read_group(
            [("is_open", "=", True)], ["res_model", "terms_id"]
        )
        return self._together(
            *(
                self._select(
                    "gas.promise",
                    SQL(
                        """
                        SELECT promise.id
                          FROM gas_promise promise
                          LEFT JOIN %(table)s record ON record.id = promise.res_id
                         WHERE promise.is_open AND promise.terms_id = %(terms)s
                           AND (record.id IS NULL OR record.%(target)s IS NOT NULL)
                        """,
                        table=SQL.identifier(self.env[model]._table),
                        target=SQL.identifier(terms.content["target"]),
                        terms=terms.id,
                    ),
                    self.env._("its record is gone, or done long ago"),
                )
                for model, terms in groups
                if self.env[model]._fields[terms.content["target"]].store
            )
        )

    def _find_promise_alarm_late(self):
        limit = fields.Datetime.now() - PATIENCE
        return self._together(
            self._select(
                "gas.promise",
                SQL(
                    "SELECT id, next_alarm_at FROM gas_promise"
                    " WHERE next_alarm_at < %s",
                    limit,
                ),
                self.env._("alarm of %(next_alarm_at)s UTC was not noted"),
            ),
            self._select(
                "gas.promise.alarm",
                SQL(
                    "SELECT id, due_at FROM gas_promise_alarm"
                    " WHERE sent_at IS NULL AND create_date < %s",
                    limit,
                ),
                self.env._("alarm of %(due_at)s UTC was told to nobody"),
            ),
        )

    def _find_promise_kept(self):
        return self._select(
            "gas.promise",
            SQL(
                """
                SELECT id, state, target_at, deadline_at
                  FROM gas_promise
                 WHERE state = 'kept' AND (target_at <= deadline_at) IS NOT TRUE
                    OR state = 'running' AND (target_at IS NOT NULL
                                              OR deadline_at < %(alarmed)s)
                """,
                alarmed=fields.Datetime.now() - PATIENCE,
            ),
            self.env._("%(state)s: done %(target_at)s, deadline %(deadline_at)s UTC"),
        )

    # Four eyes

    @api.model
    def _pairs_of_eyes(self):
        """Return [(model, field, field)]: these two persons are never one."""
        return [("gas.application", "submitted_by_id", "reviewer_id")]

    def _find_four_eyes(self):
        return self._together(
            *(
                self._select(
                    model,
                    SQL(
                        "SELECT id, %s AS login FROM %s WHERE %s = %s",
                        SQL.identifier(first),
                        SQL.identifier(self.env[model]._table),
                        SQL.identifier(first),
                        SQL.identifier(second),
                    ),
                    self.env._("user %(login)s did both"),
                )
                for model, first, second in self._pairs_of_eyes()
            )
        )
