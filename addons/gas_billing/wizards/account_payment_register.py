from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount

from odoo.addons.gas_promise.tools import notification


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    gas_contract_id = fields.Many2one(
        "gas.contract", "Household", compute="_compute_gas_contract_id"
    )
    gas_address = fields.Char(
        "Address", related="gas_contract_id.service_point_id.name"
    )
    gas_is_taken = fields.Boolean()
    gas_left = fields.Monetary("Remaining Debt", compute="_compute_gas_difference")
    gas_credit = fields.Monetary("Remaining Credit", compute="_compute_gas_difference")

    @api.depends("line_ids")
    def _compute_gas_contract_id(self):
        for wizard in self:
            contracts = wizard.line_ids.move_id.gas_contract_id
            wizard.gas_contract_id = contracts if len(contracts) == 1 else False

    @api.depends("payment_difference")
    def _compute_gas_difference(self):
        for wizard in self:
            wizard.gas_left = max(wizard.payment_difference, 0.0)
            wizard.gas_credit = max(-wizard.payment_difference, 0.0)

    def action_take(self):
        """Take the payment and go back to where the cashier came from."""
        payments = self._create_payments()
        return self._gas_taken(payments, {"type": "ir.actions.act_window_close"})

    def action_take_and_print(self):
        payments = self._create_payments()
        receipt = payments.action_print_gas_receipt()
        return self._gas_taken(payments, {**receipt, "close_on_report_download": True})

    def _create_payments(self):
        """Take it once, and only while it is owed: somebody else may take it, too.

        :raise UserError: this very form was pressed before, or all is paid meanwhile
        """
        self.ensure_one()
        if self.line_ids.move_id.gas_contract_id:
            self.lock_for_update()
            self.line_ids.move_id.sudo().lock_for_update(allow_referencing=True)
            self.line_ids.invalidate_recordset(["amount_residual", "reconciled"])
            if self.gas_is_taken or all(self.line_ids.mapped("reconciled")):
                raise UserError(
                    self.env._(
                        "This was paid a moment ago, here or by a colleague. Close the "
                        "form and look at the payments of the household."
                    )
                )
            self.gas_is_taken = True
        taker = self.sudo() if self._gas_is_counter() else self
        payments = super(AccountPaymentRegister, taker)._create_payments()
        return payments.with_env(self.env)

    def _gas_is_counter(self):
        """Return whether a cashier takes what households owe: he books nothing else.

        :raise AccessError: a cashier has named another bill
        """
        if self.env.su or self.env.user.has_group("account.group_account_invoice"):
            return False
        moves = self.line_ids.move_id
        moves.check_access("read")
        for move in moves.filtered(lambda each: not each._gas_is_of_customer()):
            raise AccessError(
                self.env._("%s is no bill of a gas customer.", move.display_name)
            )
        return True

    def _gas_taken(self, payments, next_action):
        """Say what was taken from whom, then go on with ``next_action``."""
        household = payments.gas_contract_id
        payer = household if len(household) == 1 else self.partner_id
        return notification(
            self.env._(
                "%(amount)s from %(household)s",
                amount=format_amount(
                    self.env, sum(payments.mapped("amount")), self.currency_id
                ),
                household=payer.display_name,
            ),
            title=self.env._("Payment taken"),
            then=next_action,
        )

    def _init_payments(self, to_process, edit_mode=False):
        """Name the household on each payment whose invoices are all of one."""
        payments = super()._init_payments(to_process, edit_mode=edit_mode)
        for payment, each in zip(payments, to_process, strict=True):
            household = each["batch"]["lines"].move_id.gas_contract_id
            if len(household) == 1:
                payment._write_as_server({"gas_contract_id": household.id})
                payment.move_id._write_as_server({"gas_contract_id": household.id})
        return payments
