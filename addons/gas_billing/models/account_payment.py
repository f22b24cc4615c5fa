from odoo import fields, models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    gas_contract_id = fields.Many2one(
        "gas.contract", "Household", index="btree_not_null", readonly=True, copy=False
    )

    def _generate_journal_entry(self, *args, **kwargs):
        """What is paid too much stays with the household, not just the customer."""
        result = super()._generate_journal_entry(*args, **kwargs)
        for payment in self.filtered("gas_contract_id"):
            payment.move_id.gas_contract_id = payment.gas_contract_id
        return result
