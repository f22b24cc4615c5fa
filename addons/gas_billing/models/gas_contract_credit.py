"""How a household has paid in the last twelve months, for its credit class."""

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from ..tools import receivables


class GasContract(models.Model):
    _inherit = "gas.contract"

    @api.model
    def _credit_facts(self):
        facts = {
            "late_bills": self.env._("Bills paid late or still overdue"),
            "overdue_amount": self.env._("Amount overdue now (yuan)"),
        }
        return super()._credit_facts() + list(facts.items())

    def _credit_late_bills(self):
        """Return {contract: bills of the last twelve months not paid by their day}."""
        today = self.env.company._promise_today()
        return self._of_dues(
            SQL(
                """
                COUNT(DISTINCT move.id)
                    FILTER (WHERE line.date_maturity >= %s AND %s)
                """,
                today - relativedelta(months=12),
                receivables.paid_late(today),
            )
        )

    def _credit_overdue_amount(self):
        """Return {contract: what is overdue today, however old}."""
        return self._of_dues(SQL("SUM(line.amount_residual)"))

    def _of_dues(self, aggregate):
        """Return {contract: number, not 0} over receivables of bills past their day.

        Of ``self``, or of all households if it is empty.
        """
        self.env["account.move.line"].flush_model()
        self.env["account.partial.reconcile"].flush_model()
        self.env["account.move"].flush_model(["move_type", "state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.gas_contract_id, %(aggregate)s
                  FROM %(billed_lines)s AND line.date_maturity < %(today)s
                 GROUP BY line.gas_contract_id
                """,
                aggregate=aggregate,
                billed_lines=receivables.billed_lines(self or None),
                today=self.env.company._promise_today(),
            )
        )
        return {self.browse(id_): number for id_, number in rows if number}
