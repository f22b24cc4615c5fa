from odoo import models


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    def _create_payment_vals_from_wizard(self, batch_result):
        vals = super()._create_payment_vals_from_wizard(batch_result)
        return {**vals, **self._gas_household(batch_result)}

    def _create_payment_vals_from_batch(self, batch_result):
        vals = super()._create_payment_vals_from_batch(batch_result)
        return {**vals, **self._gas_household(batch_result)}

    def _gas_household(self, batch_result):
        """Name the household on the payment if all its invoices are of one."""
        contracts = batch_result["lines"].move_id.gas_contract_id
        return {"gas_contract_id": contracts.id} if len(contracts) == 1 else {}
