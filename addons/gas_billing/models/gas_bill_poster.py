from collections import defaultdict

from odoo import Command, api, models
from odoo.tools import SQL


class GasBillPoster(models.AbstractModel):
    """From rated bills to posted invoices; it neither rates nor runs campaigns.

    This writer uses the ORM for every invoice. Whatever replaces it keeps
    ``_post(bills)``: in the caller's transaction, every bill once or not at all.
    """

    _name = "gas.bill.poster"
    _description = "Posting of Gas Bills"

    @api.model
    def _post(self, bills):
        """Post those of ``bills`` that are rated; return them.

        Bills that another transaction holds are left to it.
        """
        bills = bills.try_lock_for_update()
        # Read what the lock has just made sure of, not what this transaction knew.
        bills.invalidate_recordset(["state"])
        bills = bills.filtered(lambda bill: bill.state == "rated").sorted("id")
        moves = self._create_moves(bills)
        wrong = self._set_differing_aside(bills, moves)
        for bill, move in zip(bills, moves, strict=True):
            if bill in wrong:
                move.unlink()
            else:
                bill.move_id = move
        bills -= wrong
        bills.move_id._post(soft=False)
        bills._move_to("posted")
        self._use_credit(bills)
        return bills

    def _create_moves(self, bills):
        moves = self.env["account.move"].with_context(
            tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True
        )
        return moves.create([self._prepare_move_vals(bill) for bill in bills])

    def _prepare_move_vals(self, bill):
        campaign = bill.campaign_id
        return {
            "move_type": "out_invoice",
            "partner_id": bill.partner_id.id,
            "journal_id": bill.company_id.gas_journal_id.id,
            "company_id": bill.company_id.id,
            "currency_id": bill.currency_id.id,
            "ref": bill.name,
            "invoice_date": campaign.invoice_date,
            "invoice_date_due": campaign.due_date,
            # The day on paper counts, whatever the partner's usual terms are.
            "invoice_payment_term_id": False,
            "gas_contract_id": bill.contract_id.id,
            "invoice_line_ids": [
                Command.create(vals) for vals in self._prepare_line_vals_list(bill)
            ],
        }

    def _prepare_line_vals_list(self, bill):
        """Return the invoice lines: quantity, price with VAT, and the tax within."""
        percent = float(bill.calculation["rating"]["vat_percent"])
        tax = bill.company_id.sudo()._gas_tax(percent)
        gas = self.env.ref("gas_billing.product_gas")
        charge = self.env.ref("gas_billing.product_gas_charge")
        lang = bill.partner_id.lang
        return [
            {
                "product_id": (gas if line._is_gas() else charge).id,
                "name": line.with_context(lang=lang)._label(),
                "quantity": line._quantity(),
                "price_unit": line.price or line.amount,
                "tax_ids": [Command.set(tax.ids)],
            }
            # Without any use, one line of 0 m³: an invoice has at least one.
            for line in bill.line_ids.filtered(
                lambda line: line.volume_m3 or line.amount
            )
            or bill.line_ids[:1]
        ]

    def _set_differing_aside(self, bills, moves):
        """Set aside, and return, bills whose invoice would say another amount."""
        wrong = bills.browse()
        for bill, move in zip(bills, moves, strict=True):
            if bill.currency_id.compare_amounts(bill.amount_total, move.amount_total):
                wrong |= bill
                bill._set_aside(
                    self.env._(
                        "The invoice would be %(total).2f instead of %(amount).2f: "
                        "check the tax and the rounding of the company.",
                        total=move.amount_total,
                        amount=bill.amount_total,
                    )
                )
        return wrong

    def _use_credit(self, bills):
        """Settle new invoices with what the households paid too much before."""
        credits = self._credit_lines(bills.contract_id)
        for bill in bills:
            lines = credits.get(bill.contract_id.id)
            if lines and bill.move_id:
                receivable = bill.move_id.line_ids.filtered(
                    lambda line: line.account_id.account_type == "asset_receivable"
                )
                (lines + receivable).reconcile()

    def _credit_lines(self, contracts):
        """Return {contract id: open credit lines, oldest first}, in one query."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT move.gas_contract_id, line.id
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                  JOIN account_account account ON account.id = line.account_id
                 WHERE move.gas_contract_id = ANY(%s)
                   AND move.state = 'posted'
                   AND account.account_type = 'asset_receivable'
                   AND NOT line.reconciled
                   AND line.amount_residual < 0
                 ORDER BY line.date, line.id
                """,
                list(contracts.ids),
            )
        )
        found = defaultdict(list)
        for contract_id, line_id in rows:
            found[contract_id].append(line_id)
        lines = self.env["account.move.line"]
        return {key: lines.browse(ids) for key, ids in found.items()}
