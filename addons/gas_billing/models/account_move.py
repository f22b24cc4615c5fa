from odoo import fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    gas_contract_id = fields.Many2one(
        "gas.contract",
        "Household",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The household of a gas bill, or of a payment for one.",
    )
    gas_bill_ids = fields.One2many("gas.bill", "move_id", readonly=True)

    def button_draft(self):
        """A gas bill and its invoice are taken back together, by cancelling."""
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

    def action_open_gas_bill(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "gas.bill",
            "res_id": self.gas_bill_ids[:1].id,
            "view_mode": "form",
        }
