from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.receivables import open_domain


class GasPaymentBatchLine(models.Model):
    """What one household paid, within a batch."""

    _name = "gas.payment.batch.line"
    _description = "Payment in a Batch"
    _inherit = ["gas.state.mixin", "gas.household.search.mixin"]
    _order = "batch_id, id"
    _rec_name = "reference"
    _MOVES = {"draft": {"posted"}, "posted": {"returned"}, "returned": set()}

    batch_id = fields.Many2one(
        "gas.payment.batch", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="batch_id.company_id", store=True, precompute=True, index=True
    )
    journal_id = fields.Many2one(
        related="batch_id.journal_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    contract_id = fields.Many2one(
        "gas.contract", "Household", required=True, index=True, ondelete="restrict"
    )
    station_id = fields.Many2one(
        related="contract_id.station_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(related="contract_id.partner_id")
    address = fields.Char(related="contract_id.service_point_id.name")
    date = fields.Date(
        "Paid On",
        compute="_compute_date",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    amount = fields.Monetary(required=True)
    reference = fields.Char("Bank's Reference")
    state = fields.Selection(
        [("draft", "New"), ("posted", "Posted"), ("returned", "Returned")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    move_line_id = fields.Many2one(
        "account.move.line",
        "Journal Item",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    return_reason = fields.Char(readonly=True, copy=False)
    return_move_id = fields.Many2one(
        "account.move",
        "Return Entry",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    _positive = models.Constraint(
        "CHECK (amount > 0)", "A payment is more than nothing."
    )
    _once = models.UniqueIndex(
        "(journal_id, reference) WHERE reference IS NOT NULL AND state <> 'returned'",
        "A payment with this reference of the bank is there already.",
    )

    @api.depends("batch_id.date")
    def _compute_date(self):
        for line in self:
            line.date = line.batch_id.date

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        for line in self:
            if line.state != "draft":
                raise UserError(
                    self.env._(
                        "The payment of household %s has been posted. Return it "
                        "instead.",
                        line.contract_id.name,
                    )
                )

    def write(self, vals):
        content = {"contract_id", "amount", "date", "reference", "batch_id"}
        if content & vals.keys() and any(line.state != "draft" for line in self):
            raise UserError(
                self.env._(
                    "A posted payment stays as it is. Return it and enter another."
                )
            )
        return super().write(vals)

    # Posting

    def _post(self):
        """Post ``self``, of one batch and day, as one entry, and settle what is due."""
        due = self._due()
        vals_list = [
            {
                "account_id": self._receivable_account(line, due).id,
                "partner_id": line.partner_id.commercial_partner_id.id,
                "gas_contract_id": line.contract_id.id,
                "name": " ".join(filter(None, (line.contract_id.name, line.reference))),
                "balance": -line.amount,
            }
            for line in self
        ]
        items = self.batch_id._post_entry(self[0].date, vals_list)
        for line, item in zip(self, items, strict=True):
            line._write_as_server({"move_line_id": item.id})
        self._move_to("posted")
        plan = {}
        for line, item in zip(self, items, strict=True):
            contract = line.contract_id
            plan[contract] = plan.get(contract, due.get(contract, item)) | item
        self._reconciler()._reconcile_plan(
            [both for contract, both in plan.items() if contract in due]
        )

    def _reconciler(self):
        """Return the model to reconcile with, at the speed of many at once.

        Who is paid is told by the payments, not by a message on each of the invoices;
        and no line of theirs changes but for what is left of it.
        """
        moves = self.env["account.move"]._gas_without_mail()
        return moves.with_context(skip_invoice_sync=True).line_ids

    def _due(self):
        """Return {contract: its open receivables}, in one query."""
        items = self.env["account.move.line"].search(
            [*open_domain(self.contract_id), ("amount_residual", ">", 0)],
            order="date_maturity, id",
        )
        return items.grouped("gas_contract_id")

    def _receivable_account(self, line, due):
        items = due.get(line.contract_id)
        if items:
            return items[0].account_id
        partner = line.partner_id.with_company(line.company_id)
        return partner.property_account_receivable_id

    # Return

    def _return(self, reason):
        """Take payments back that did not hold: their bills are open again."""
        today = self.env.company._promise_today()
        self._move_to("returned", return_reason=reason)
        for of_batch in self.grouped("batch_id").values():
            items = of_batch.move_line_id
            items.remove_move_reconcile()
            vals_list = [
                {
                    "account_id": item.account_id.id,
                    "partner_id": item.partner_id.id,
                    "gas_contract_id": item.gas_contract_id.id,
                    "name": item.name,
                    "balance": -item.balance,
                }
                for item in items
            ]
            back = of_batch.batch_id._post_entry(today, vals_list)
            self._reconciler()._reconcile_plan(
                [item | other for item, other in zip(items, back, strict=True)]
            )
            of_batch._write_as_server({"return_move_id": back.move_id.id})

    # The receipt

    def action_print_receipt(self):
        unposted = self.filtered(lambda line: line.state != "posted")
        if unposted:
            raise UserError(
                self.env._(
                    "The payment of household %s is not posted: there is no receipt.",
                    unposted[0].contract_id.name,
                )
            )
        report = self.env.ref("gas_billing.gas_batch_receipt_report")
        return report.report_action(self, config=False)

    def _gas_household(self):
        return self.contract_id

    def _gas_settled(self):
        """Return what the payment settled; see ``account.payment._gas_settled``."""
        self.ensure_one()
        return self.move_line_id._gas_settled()
