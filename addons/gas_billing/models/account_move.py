from odoo import fields, models
from odoo.exceptions import UserError

from .. import posting
from ..posting.table_statistics import refresh_now


class AccountMove(models.Model):
    _inherit = "account.move"
    _gas_walled = True

    gas_contract_id = fields.Many2one(
        "gas.contract",
        "Household",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The household of a gas bill, or of a payment for one.",
    )
    gas_payment_batch_id = fields.Many2one(
        "gas.payment.batch",
        "Batch of Payments",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    gas_bill_ids = fields.One2many("gas.bill", "move_id", readonly=True)

    def _compute_reconciled_payment_ids(self):
        """Compute as Odoo does, with the query planned for the rows that there are.

        It is asked in the middle of posting: others cannot have seen these invoices.
        """
        refresh_now(self.env, "account_move", "account_move_line")
        return super()._compute_reconciled_payment_ids()

    def _gas_without_mail(self):
        """Return ``self`` without followers and mail, for entries by the hundred."""
        return self.with_context(
            tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True
        )

    def _locked_increment(self, format_string, format_values):
        """Take the next number at once, also beside a campaign that takes many.

        Odoo tries one number after the other until one is free; a campaign would take
        them as fast.
        """
        if self.journal_id == self.company_id.sudo().gas_journal_id:
            series = posting.Series.of_format(self, format_string, format_values)
            key = (format_string.format(**{**format_values, "seq": 0}), self.journal_id)
            if key not in self._get_sequence_cache():
                format_values["seq"] = max(series.last, posting.hold(self.env, series))
        return super()._locked_increment(format_string, format_values)

    def button_draft(self):
        """Refuse invoices of gas bills: both are taken back by cancelling."""
        for move in self.sudo():
            if bill := move.gas_bill_ids.filtered(lambda bill: bill.state == "posted"):
                raise UserError(
                    self.env._(
                        "%(move)s is the invoice of gas bill %(bill)s. Cancel the gas "
                        "bill instead: its readings and steps are restored with it.",
                        move=move.name,
                        bill=bill[0].name,
                    )
                )
        return super().button_draft()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """Give a credit note the household of its invoice."""
        reversals = super()._reverse_moves(default_values_list, cancel=cancel)
        for move, reversal in zip(self, reversals, strict=True):
            if move.gas_contract_id:
                household = {"gas_contract_id": move.gas_contract_id.id}
                reversal._write_as_server(household)
        return reversals

    def _gas_is_of_customer(self):
        """Return whether the counter takes money for it. Add-ons add theirs."""
        self.ensure_one()
        return self.move_type == "out_invoice" and bool(self.gas_contract_id)

    def _action_take_payment(self):
        """Open Odoo's payment wizard the way the counter of a gas company needs it."""
        action = self.action_register_payment()
        view = self.env.ref("gas_billing.account_payment_register_view_form")
        context = {**action["context"], "default_group_payment": True}
        if self.env.user.has_group("gas_customer.gas_customer_group_cashier"):
            # At the counter it is mostly cash; Odoo itself proposes the bank.
            cash = [("company_id", "in", self.company_id.ids), ("type", "=", "cash")]
            if journal := self.env["account.journal"].search(cash, limit=1):
                context["default_journal_id"] = journal.id
        return {
            **action,
            "name": self.env._("Take Payment"),
            "views": [(view.id, "form")],
            "context": context,
        }

    def action_open_gas_bill(self):
        self.ensure_one()
        return self.gas_bill_ids[:1]._get_records_action(context={})
