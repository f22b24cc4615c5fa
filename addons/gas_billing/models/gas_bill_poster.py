import logging
from collections import defaultdict

import psycopg2

from odoo import Command, api, models
from odoo.tools import SQL

from ..posting import NotAlike, SetWriter, savepoint

_logger = logging.getLogger(__name__)


class GasBillPoster(models.AbstractModel):
    """From rated bills to posted invoices; it neither rates nor runs campaigns.

    ``_post(bills)`` works in the caller's transaction: every bill once or not at all.
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
        for of_company in bills.grouped("company_id").values():
            bills -= self._post_of_company(of_company)
        self._use_credit(bills)
        return bills

    def _post_of_company(self, bills):
        """Post ``bills``; return those that were set aside."""
        writer = SetWriter(bills.company_id.gas_journal_id, self._create_moves)
        vals_list = self._prepare_move_vals_list(bills)
        wrong = self._set_differing_aside(bills, vals_list, writer)
        good = [
            (bill, vals)
            for bill, vals in zip(bills, vals_list, strict=True)
            if bill not in wrong
        ]
        bills -= wrong
        self._link(bills, self._write_moves(writer, [vals for _bill, vals in good]))
        bills._move_to("posted")
        return wrong

    def _write_moves(self, writer, vals_list):
        """Return the ids of posted invoices, written as sets as far as that goes."""
        try:
            with savepoint(self.env):
                return writer.post(vals_list)
        except NotAlike as error:
            differing = str(error)
        except psycopg2.IntegrityError as error:
            differing = error.diag.constraint_name or error.diag.column_name
        # Whatever it is, the month is billed; it takes longer.
        _logger.error("Invoices are made one by one, as sets differ in: %s", differing)
        return self._create_moves(vals_list).ids

    def _link(self, bills, move_ids):
        bills.flush_recordset(["move_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE gas_bill SET move_id = posted.move_id
                  FROM unnest(%s::int[], %s::int[]) posted (id, move_id)
                 WHERE gas_bill.id = posted.id
                """,
                list(bills.ids),
                move_ids,
            )
        )
        bills.invalidate_recordset(["move_id"])

    def _create_moves(self, vals_list):
        """Return invoices of ``vals_list``, posted by the ORM."""
        moves = self.env["account.move"].with_context(
            tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True
        )
        moves = moves.create(vals_list)
        moves._post(soft=False)
        # Now, by this user: whatever flushes later may be another.
        self.env.flush_all()
        return moves

    def _prepare_move_vals_list(self, bills):
        """Return the values of an invoice for each of ``bills``."""
        labels = {}
        for lang, of_lang in bills.grouped(lambda bill: bill.partner_id.lang).items():
            for line in of_lang.with_context(lang=lang).line_ids:
                labels[line.id] = line._label()
        company = bills.company_id.sudo()
        percents = {bill: bill._vat_percent() for bill in bills}
        taxes = {each: company._gas_tax(each).ids for each in set(percents.values())}
        products = {
            True: self.env.ref("gas_billing.product_gas").id,
            False: self.env.ref("gas_billing.product_gas_charge").id,
        }
        return [
            self._prepare_move_vals(
                bill,
                [
                    {
                        "product_id": products[line._is_gas()],
                        "name": labels[line.id],
                        "quantity": line._quantity(),
                        "price_unit": line.price or line.amount,
                        "tax_ids": [Command.set(taxes[percents[bill]])],
                    }
                    for line in self._lines_on_invoice(bill)
                ],
            )
            for bill in bills
        ]

    def _prepare_move_vals(self, bill, line_vals_list):
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
            "invoice_line_ids": [Command.create(vals) for vals in line_vals_list],
        }

    def _lines_on_invoice(self, bill):
        """Without any use, one line of 0 m³: an invoice has at least one."""
        used = bill.line_ids.filtered(lambda line: line.volume_m3 or line.amount)
        return used or bill.line_ids[:1]

    def _set_differing_aside(self, bills, vals_list, writer):
        """Set aside, and return, bills whose invoice would say another amount."""
        wrong = bills.browse()
        for bill, vals in zip(bills, vals_list, strict=True):
            amounts = writer.amounts_of(vals)
            total = amounts.untaxed + amounts.tax
            if bill.currency_id.compare_amounts(bill.amount_total, total):
                wrong |= bill
                bill._set_aside(
                    self.env._(
                        "The invoice would be %(total).2f instead of %(amount).2f: "
                        "check the tax and the rounding of the company.",
                        total=total,
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
