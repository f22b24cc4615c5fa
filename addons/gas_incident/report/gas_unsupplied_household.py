from odoo import fields, models
from odoo.tools import SQL


class GasUnsuppliedHousehold(models.Model):
    """Who is in an interruption, and was not at home when the gas came back."""

    _name = "gas.unsupplied.household"
    _inherit = "gas.unsupplied.household"
    _depends = {
        "gas.interruption": ["state", "off_on"],
        "gas.interruption.household": ["state", "contract_id", "order_id"],
    }

    cause = fields.Selection(
        selection_add=[("interruption", "Interruption of Supply"), ("unexplained",)]
    )
    interruption_id = fields.Many2one("gas.interruption", readonly=True)
    interruption_household_id = fields.Many2one(
        "gas.interruption.household", readonly=True
    )

    def _causes(self):
        columns = {
            "id": SQL("household.id::bigint * 2 + 1"),
            "contract_id": SQL("household.contract_id"),
            "station_id": SQL("contract.station_id"),
            "community_id": SQL("contract.community_id"),
            "company_id": SQL("contract.company_id"),
            "cause": SQL("'interruption'"),
            "since": SQL("interruption.off_on"),
            "order_id": SQL("household.order_id"),
            "interruption_id": SQL("interruption.id"),
            "interruption_household_id": SQL("household.id"),
        }
        source = SQL(
            """
            gas_interruption_household household
            JOIN gas_interruption interruption
              ON interruption.id = household.interruption_id
             AND interruption.state IN ('off', 'restored')
            JOIN gas_contract contract
              ON contract.id = household.contract_id AND contract.state = 'running'
            WHERE household.state IN ('off', 'closed')
            """
        )
        return [*super()._causes(), (columns, source)]

    def _words(self):
        if self.cause != "interruption":
            return super()._words()
        household, reason = self.interruption_household_id, self.interruption_id.reason
        if household.state == "off":
            return reason, self.env._("Safety check of the household, then gas on")
        if household.wants_visit:
            return reason, self.env._("Nobody was at home: a visit is to be ordered")
        return reason, self._words_for_order()

    def _cause_record(self):
        return self.interruption_id or super()._cause_record()

    def action_light(self):
        """Enter the safety checks of the households chosen, of interruptions only."""
        return self.interruption_household_id.action_light()
