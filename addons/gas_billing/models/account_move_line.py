from odoo import api, fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    gas_contract_id = fields.Many2one(
        "gas.contract",
        "Household",
        compute="_compute_gas_contract_id",
        store=True,
        readonly=False,
        gas_by_server=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Whose receivable it is. An entry of a bank's batch has many households.",
    )
    # What is open is asked for much more often than what was ever billed.
    _gas_open = models.Index(
        "(gas_contract_id) WHERE gas_contract_id IS NOT NULL AND reconciled IS NOT TRUE"
    )

    @api.depends("move_id.gas_contract_id", "account_id.account_type")
    def _compute_gas_contract_id(self):
        for line in self:
            is_receivable = line.account_id.account_type == "asset_receivable"
            line.gas_contract_id = is_receivable and line.move_id.gas_contract_id

    def _gas_settled(self):
        """Return what a payment settled; see ``account.payment._gas_settled``."""
        partials = self.matched_debit_ids.sorted(
            lambda partial: partial.debit_move_id.date_maturity
        )
        return partials, -sum(self.mapped("amount_residual"))
