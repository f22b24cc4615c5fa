import re
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..posting.rows import InvoiceRows
from ..posting.savepoint import taken_back
from .common import BillingCase

# Of what comes after, these are numbers of records made anew each time.
ANEW = {
    "account_move_line.full_reconcile_id",
    "account_move_line.matching_number",
    "account_move.reversed_entry_id",
    "account_move.access_token",
    "account_move.origin_payment_id",
    "account_move_line.payment_id",
}


@tagged("post_install", "-at_install")
class TestAfterPosting(BillingCase):
    """G08, B19, B38: after it, an invoice of a set is like one that the ORM made.

    Each thing is done to the same bills posted by the ORM and posted as a set; all
    columns of the invoices (and of what came of them) are compared afterwards.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.poster = cls.env["gas.bill.poster"]
        cls.households = [cls.make_household() for _number in range(8)]
        for number, household in enumerate(cls.households):
            cls.read_and_review(household, date(2026, 3, 20), 355 + 3 * number)
        campaign = cls.make_campaign(missing_reason="test")
        campaign.action_rate()
        campaign.bill_ids.filtered(lambda bill: bill.state == "on_hold")._release(
            "test"
        )
        campaign.action_approve()
        cls.env.flush_all()
        cls.bills = campaign.bill_ids.sudo()
        cls.cash = cls.env["account.journal"].search(
            [("type", "=", "cash"), ("company_id", "=", cls.env.company.id)], limit=1
        )

    def both_ways(self, follow):
        """Post both ways, ``follow(moves)`` each; compare, and return its results.

        ``follow`` returns (further moves to be compared, a result).
        """
        found, results = [], []
        for post in (self.poster._post_each, self.poster._post_sets):
            with freeze_time("2026-03-31 04:00:00"), taken_back(self.env):
                posted = post(self.bills)
                self.assertEqual(posted, self.bills)
                moves = posted.sorted("id").move_id
                further, result = follow(moves)
                self.env.flush_all()
                self.env.cr.flush()
                ids = [*moves.exists().ids, *further.ids]
                rows = InvoiceRows.of(self.env.cr, ids)
                found.append([rows[move_id] for move_id in ids])
                results.append(result)
        self.assertEqual(len(found[0]), len(found[1]))
        for made, written in zip(*found, strict=True):
            self.assertEqual(set(made.differences(written)) - ANEW, set())
        self.assertEqual(*results)
        return results[1]

    def _register(self, moves, **vals):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=moves.ids
        )
        return wizard.create({"journal_id": self.cash.id, **vals})._create_payments()

    # Money

    def test_payment(self):
        def follow(moves):
            for move in moves:
                self._register(move)
            return self.env["account.move"], moves.mapped("payment_state")

        self.assertEqual(set(self.both_ways(follow)), {"paid"})

    def test_partial_payment(self):
        def follow(moves):
            payments = self._register(moves[0], amount=100)
            residuals = moves.mapped("amount_residual")
            return payments.move_id, (residuals, moves[0].payment_state)

        residuals, state = self.both_ways(follow)
        self.assertEqual(state, "partial")
        self.assertEqual(residuals[0], round(residuals[1] - 100 - 9.21, 2))

    def test_credit_note(self):
        def follow(moves):
            notes = moves._reverse_moves(
                [{"ref": "x", "date": date(2026, 3, 31)}] * len(moves), cancel=True
            )
            return notes, moves.mapped("payment_state")

        self.assertEqual(set(self.both_ways(follow)), {"reversed"})

    def test_bill_cancelled_by_finance(self):
        def follow(moves):
            bills = moves.gas_bill_ids.with_user(self.finance)
            bills.action_cancel()
            return self.env["account.move"], sorted(bills.mapped("state"))

        self.assertEqual(set(self.both_ways(follow)), {"cancelled"})

    def test_arrears_and_what_customers_owe(self):
        def follow(moves):
            self.env.flush_all()
            arrears = self.env["gas.arrears"].search(
                [("contract_id", "in", [h.id for h in self.households])]
            )
            return self.env["account.move"], (
                sorted(
                    (a.contract_id.id, a.amount, a.not_due, a.oldest_due_date)
                    for a in arrears
                ),
                moves.partner_id.mapped("credit"),
            )

        arrears, credit = self.both_ways(follow)
        self.assertEqual(len(arrears), 8)
        self.assertEqual(
            sorted(amount for _id, amount, *_dates in arrears), sorted(credit)
        )

    # The invoice itself

    def _let_go(self, moves):
        """Odoo's own doors are closed to the invoice of a gas bill: open them."""
        self.env.cr.execute(
            "UPDATE gas_bill SET move_id = NULL WHERE move_id = ANY(%s)", [moves.ids]
        )
        self.env.invalidate_all()

    def test_reset_to_draft_is_refused_to_a_gas_bill(self):
        def follow(moves):
            with self.assertRaises(UserError):
                moves[0].button_draft()
            return self.env["account.move"], moves[0].state

        self.assertEqual(self.both_ways(follow), "posted")

    def test_reset_to_draft_and_posted_again(self):
        def follow(moves):
            self._let_go(moves)
            moves.button_draft()
            states = set(moves.mapped("state"))
            moves[1:].action_post()
            return self.env["account.move"], states

        self.assertEqual(self.both_ways(follow), {"draft"})

    def test_last_draft_is_deleted_and_its_number_is_free(self):
        def follow(moves):
            self._let_go(moves)
            last = moves.sorted("sequence_number")[-1]
            name = last.name
            last.button_draft()
            last.unlink()
            again = moves[0].copy({"invoice_date": moves[0].invoice_date})
            again.action_post()
            return again, again.name == name

        self.assertTrue(self.both_ways(follow))

    def test_every_stored_column_computed_anew_stays(self):
        """What an upgrade of Odoo does, which computes columns of all invoices."""

        def follow(moves):
            self.env.flush_all()
            self.env.invalidate_all()
            before = InvoiceRows.of(self.env.cr, moves.ids)
            for records in (moves, moves.line_ids):
                for field in records._fields.values():
                    # What users may edit is proposed once, and not computed anew.
                    if field.store and field.compute and field.readonly:
                        self.env.add_to_compute(field, records)
                records.flush_recordset()
            after = InvoiceRows.of(self.env.cr, moves.ids)
            changed = [before[m.id].differences(after[m.id]) for m in moves]
            return self.env["account.move"], changed

        changed = self.both_ways(follow)
        self.assertLessEqual(
            {name for names in changed for name in names},
            {
                f"{table}.{column}"
                for table in ("account_move", "account_move_line")
                for column in ("write_date", "write_uid")
            },
        )

    def test_locked_books(self):
        def follow(moves):
            self.env.company.fiscalyear_lock_date = date(2026, 4, 30)
            refusals = []
            for change in (
                lambda: moves[0].write({"date": date(2026, 3, 1)}),
                lambda: moves[0].line_ids[0].write({"account_id": False}),
                lambda: moves[0].line_ids[-1].write({"partner_id": False}),
            ):
                with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
                    change()
                    self.env.flush_all()
                refusals.append(str(caught.exception).replace(moves[0].name, "#"))
            return self.env["account.move"], refusals

        self.both_ways(follow)

    # Reports

    def test_tax_report(self):
        """Bases and taxes by tax, as every report of taxes reads them."""

        def follow(moves):
            lines = self.env["account.move.line"]
            domain = [("move_id", "in", moves.ids)]
            bases = lines._read_group(
                [*domain, ("tax_ids", "!=", False)], ["tax_ids"], ["balance:sum"]
            )
            taxes = lines._read_group(
                [*domain, ("tax_line_id", "!=", False)],
                ["tax_line_id", "tax_repartition_line_id"],
                ["balance:sum", "tax_base_amount:sum"],
            )
            return self.env["account.move"], (
                [(tax.id, round(base, 2)) for tax, base in bases],
                [
                    (tax.id, part.id, round(amount, 2), round(base, 2))
                    for tax, part, amount, base in taxes
                ],
            )

        bases, taxes = self.both_ways(follow)
        self.assertEqual((len(bases), len(taxes)), (1, 1))
        self.assertEqual(bases[0][1], taxes[0][3])

    def test_printed_invoice_and_portal(self):
        def follow(moves):
            report = self.env["ir.actions.report"]
            pages = []
            for move in moves:
                html = report._render_qweb_html("account.account_invoices", move.ids)
                text = html[0].decode().replace(move.name, "#")
                pages.append(re.sub(rf'="[^"]*\b{move.id}\b[^"]*"', "", text))
            values = moves[0]._get_invoice_portal_extra_values()
            return self.env["account.move"], (
                pages,
                values["amount_due"],
                values["payment_state"],
            )

        _pages, due, state = self.both_ways(follow)
        self.assertEqual(state, "not_paid")
        self.assertEqual(due, self.bills.sorted("id")[0].amount_total)
