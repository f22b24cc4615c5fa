"""The kind of import that brings payments, from a bank or an agency."""

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.gas_customer.tables import columns as cells
from odoo.addons.gas_customer.tables.text import plain_number


class GasImportPayments(models.AbstractModel):
    _name = "gas.import.payments"
    _description = "Payments of a Bank or Agency"
    _inherit = ["gas.import.kind"]

    def _models(self):
        return ["gas.payment.batch", "gas.payment.batch.line"]

    def _columns(self, run):
        """Return the columns of a file of payments; the template is made of them."""
        Column = cells.Column
        return [
            Column("number", "户号", cells.text, True, ("用户编号", "客户编号")),
            Column("customer", "客户名称", cells.text, False, ("姓名", "户名")),
            Column("amount", "金额", cells.number, True, ("缴费金额", "交易金额")),
            Column("date", "缴费日期", cells.day, True, ("交易日期",)),
            Column("reference", "流水号", cells.text, True, ("交易流水号",)),
        ]

    def _resolve(self, run, rows, result):
        """Refuse who is not known; leave alone what is there already."""
        if not run.payment_journal_id:
            raise UserError(
                self.env._("Say in which journal these payments were received.")
            )
        known = self._households(run, rows)
        present = self._present(run, rows)
        today = self.env.company._promise_today()
        repeated = self.env._("Line %d of this file has the same reference.")
        for row in rows:
            values = row.values
            household = known.get(values["number"])
            if not household:
                row.refuse("户号", self.env._("There is no household of this number."))
            elif values.get("customer") not in ("", None, household.partner_id.name):
                row.refuse(
                    "客户名称",
                    self.env._(
                        "On file it is “%s”: is it the right number?",
                        household.partner_id.name,
                    ),
                )
            if not values["amount"]:
                row.refuse("金额", self.env._("A payment is more than nothing."))
            if values["date"] > today:
                row.refuse("缴费日期", self.env._("The day lies in the future."))
            if row.refusals:
                continue
            values["household"] = household
            there = present.get(values["reference"])
            if there:
                self._compare(row, there)
            else:
                result.refuse_repeated(row, values["reference"], "流水号", repeated)

    def _households(self, run, rows):
        numbers = [row.values["number"] for row in rows]
        contracts = self.env["gas.contract"].search(
            [("company_id", "=", run.company_id.id), ("name", "in", numbers)]
        )
        return {contract.name: contract for contract in contracts}

    def _present(self, run, rows):
        """Return {reference: payment} of those that are in this journal already."""
        lines = self.env["gas.payment.batch.line"].search(
            [
                ("journal_id", "=", run.payment_journal_id.id),
                ("reference", "in", [row.values["reference"] for row in rows]),
                ("state", "!=", "returned"),
            ]
        )
        return {line.reference: line for line in lines}

    def _compare(self, row, line):
        same = line.contract_id == row.values["household"]
        if same and not line.currency_id.compare_amounts(
            line.amount, float(row.values["amount"])
        ):
            row.present = True
            return
        row.refuse(
            "流水号",
            self.env._(
                "Batch %(batch)s has this reference already, for household %(number)s "
                "and %(amount)s yuan. Ask the bank.",
                batch=line.batch_id.name,
                number=line.contract_id.name,
                amount=plain_number(line.amount),
            ),
        )

    def _create_rows(self, run, rows):
        if not run.payment_batch_id:
            batch = self.env["gas.payment.batch"].create(
                {
                    "name": run.file_name or run.display_name,
                    "journal_id": run.payment_journal_id.id,
                    "date": max(row.values["date"] for row in rows),
                    "company_id": run.company_id.id,
                }
            )
            run._write_as_server({"payment_batch_id": batch.id})
        self.env["gas.payment.batch.line"].create(
            [
                {
                    "batch_id": run.payment_batch_id.id,
                    "contract_id": row.values["household"].id,
                    "date": row.values["date"],
                    "amount": float(row.values["amount"]),
                    "reference": row.values["reference"],
                }
                for row in rows
            ]
        )
