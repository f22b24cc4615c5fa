from odoo import fields, models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    gas_contract_id = fields.Many2one(
        "gas.contract", "Household", index="btree_not_null", readonly=True, copy=False
    )

    def _generate_journal_entry(self, *args, **kwargs):
        """Keep what is paid too much with the household, not just the customer."""
        result = super()._generate_journal_entry(*args, **kwargs)
        for payment in self.filtered("gas_contract_id"):
            payment.move_id._write_as_server(
                {"gas_contract_id": payment.gas_contract_id.id}
            )
        return result

    # The receipt

    def action_print_gas_receipt(self):
        report = self.env.ref("gas_billing.gas_receipt_report")
        return report.report_action(self, config=False)

    def _gas_settled(self):
        """Return (account.partial.reconcile of each invoice paid, what is left over).

        The oldest invoice first. What is left over stays as the household's credit.
        """
        self.ensure_one()
        return self.move_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )._gas_settled()

    def _gas_household(self):
        return self.gas_contract_id
