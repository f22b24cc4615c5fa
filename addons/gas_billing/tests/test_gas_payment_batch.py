from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import BillingCase


@tagged("post_install", "-at_install")
class TestGasPaymentBatch(BillingCase):
    """B23, B26, B27, B44, G08: many payments at once, each with its household."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.households = [cls.make_household() for _number in range(4)]
        # 92.10 yuan each
        cls.bills = cls.bill(*((household, 30) for household in cls.households))

    def _batch(self, *amounts, user=None, **vals):
        batches = self.env["gas.payment.batch"].with_user(user or self.cashier)
        return batches.with_context(queue_job__no_delay=True).create(
            {
                "name": "ICBC 0401",
                "journal_id": self.bank.id,
                "date": date(2026, 4, 1),
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "contract_id": household.id,
                            "amount": amount,
                            "reference": f"R{number}",
                        },
                    )
                    for number, (household, amount) in enumerate(
                        zip(self.households, amounts, strict=False)
                    )
                ],
                **vals,
            }
        )

    def _debts(self):
        self.env.flush_all()
        for household in self.households:
            household.invalidate_recordset()
        return [(h.amount_due, h.amount_credit) for h in self.households]

    # Posting

    def test_one_entry_settles_many_households(self):
        batch = self._batch(92.10, 50, 100)
        batch.action_post()
        self.assertEqual(batch.state, "posted")
        move = batch.move_ids
        self.assertEqual((len(move), move.state), (1, "posted"))
        self.assertEqual(len(move.line_ids), 4)
        self.assertEqual(self._debts(), [(0, 0), (42.10, 0), (0, 7.90), (92.10, 0)])
        states = [
            self.bills.filtered(lambda bill, h=h: bill.contract_id == h).payment_state
            for h in self.households
        ]
        self.assertEqual(states, ["paid", "partial", "paid", "not_paid"])

    def test_oldest_bill_first_and_credit_for_the_next(self):
        household = self.households[0]
        self.bill((household, 60), month=date(2026, 4, 1))
        self._batch(100).action_post()
        first, second = (
            self.env["gas.bill"]
            .search([("contract_id", "=", household.id)], order="period_end")
            .mapped("move_id.amount_residual")
        )
        self.assertEqual((first, second), (0, 84.20))
        self._batch(
            200,
            name="ICBC 0402",
            line_ids=[(0, 0, {"contract_id": household.id, "amount": 200})],
        ).action_post()
        self.assertEqual(self._debts()[0], (0, 115.80))
        # The credit goes into the next bill by itself.
        third = self.bill((household, 90), month=date(2026, 5, 1))
        self.assertEqual(third.amount_residual, 0)
        self.assertEqual(self._debts()[0], (0, 23.70))

    def test_two_payments_of_one_household(self):
        batch = self._batch(60)
        batch.line_ids = [
            (0, 0, {"contract_id": self.households[0].id, "amount": 60}),
        ]
        batch.action_post()
        self.assertEqual(self._debts()[0], (0, 27.90))

    def test_each_day_has_its_entry(self):
        batch = self._batch(10, 20)
        batch.line_ids[1].date = date(2026, 4, 2)
        batch.action_post()
        self.assertEqual(
            sorted(batch.move_ids.mapped("date")), [date(2026, 4, 1), date(2026, 4, 2)]
        )

    def test_posted_again_nothing_happens_twice(self):
        batch = self._batch(92.10)
        batch.action_post()
        with self.assertRaises(UserError):
            batch.action_post()
        batch._pay_chunk(batch.line_ids.ids)
        self.assertEqual(len(batch.move_ids), 1)
        self.assertEqual(self._debts()[0], (0, 0))

    def test_sum_of_the_bank_must_agree(self):
        batch = self._batch(92.10, 50, amount_expected=150)
        with self.assertRaises(UserError) as caught:
            batch.action_post()
        self.assertIn("142.10", str(caught.exception))
        self.assertEqual((batch.state, batch.move_ids.ids), ("draft", []))
        batch.amount_expected = 142.10
        batch.action_post()
        self.assertEqual(batch.state, "posted")

    def test_queries_do_not_grow_with_each_payment(self):
        small, large = self._batch(10), None
        small.line_ids.reference = "small"
        with self.assertQueryCount(500) as _limit:
            small.action_post()
        households = [self.make_household() for _number in range(20)]
        self.bill(*((h, 30) for h in households), month=date(2026, 3, 1))
        large = self._batch(
            name="large",
            line_ids=[(0, 0, {"contract_id": h.id, "amount": 10}) for h in households],
        )
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        large.action_post()
        self.env.flush_all()
        self.assertLess(self.env.cr.sql_log_count - before, 20 * 6)

    # Double and wrong

    def test_reference_of_the_bank_comes_once(self):
        self._batch(92.10).action_post()
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self._batch(92.10, name="ICBC 0402")
        self.assertEqual(self._debts()[0], (0, 0))

    def test_nothing_is_no_payment(self):
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self._batch(0)

    def test_posted_payment_stays_as_it_is(self):
        batch = self._batch(92.10)
        batch.action_post()
        with self.assertRaises(UserError):
            batch.line_ids.amount = 1
        with self.assertRaises(UserError):
            batch.line_ids.unlink()
        with self.assertRaises(UserError):
            batch.unlink()
        self.assertEqual(batch.line_ids.amount, 92.10)

    # Return and receipt

    def test_return_opens_the_bill_again(self):
        batch = self._batch(92.10, 92.10)
        batch.action_post()
        line = batch.line_ids[0]
        wizard = self.env["gas.payment.return"].with_user(self.cashier)
        wizard = wizard.with_context(active_ids=line.ids)
        wizard.create({"reason": "account closed"}).action_return()
        self.assertEqual(
            (line.state, line.return_reason), ("returned", "account closed")
        )
        self.assertEqual(self._debts()[:2], [(92.10, 0), (0, 0)])
        self.assertEqual(line.return_move_id.state, "posted")
        self.assertEqual(sum(batch.move_ids.line_ids.mapped("balance")), 0)
        self.assertEqual((batch.returned_count, batch.posted_count), (1, 2))
        # The bank sends it again.
        again = self._batch(92.10, name="ICBC 0405")
        again.action_post()
        self.assertEqual(self._debts()[0], (0, 0))

    def test_receipt_of_each_household(self):
        batch = self._batch(92.10, 100)
        with self.assertRaises(UserError):
            batch.line_ids.action_print_receipt()
        batch.action_post()
        action = batch.line_ids.action_print_receipt()
        self.assertEqual(
            action["report_name"], "gas_billing.gas_batch_receipt_document"
        )
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html(action["report_name"], batch.line_ids.ids)[0]
            .decode()
        )
        for household in self.households[:2]:
            self.assertIn(household.name, html)
        self.assertIn("92.10", html)
        self.assertIn("7.90", html)

    # The file

    def _import(self, *rows, user=None):
        header = "户号,客户名称,金额,缴费日期,流水号"
        text = "\n".join([header, *(",".join(map(str, row)) for row in rows)])
        return self.send_in(
            "payments",
            text.encode(),
            user or self.cashier,
            file_name="icbc.csv",
            payment_journal_id=self.bank.id,
        )

    def _row(self, place, amount=92.10, reference=None, **changes):
        household = self.households[place]
        row = {
            "number": household.name,
            "name": household.partner_id.name,
            "amount": amount,
            "date": "2026-04-01",
            "reference": reference or f"F{place}",
        }
        return list({**row, **changes}.values())

    def test_file_of_a_bank_becomes_a_batch(self):
        record = self._import(self._row(0), self._row(1, 50))
        self.assertEqual((record.good_count, record.refused_count), (2, 0))
        self.assertFalse(record.payment_batch_id)
        record.action_import()
        batch = record.payment_batch_id
        self.assertEqual((batch.line_count, batch.amount_total), (2, 142.10))
        batch.with_context(queue_job__no_delay=True).action_post()
        self.assertEqual(self._debts()[:2], [(0, 0), (42.10, 0)])
        action = record.action_open_payment_batch()
        self.assertEqual(action["res_id"], batch.id)
        # The same file once more: all of it is there.
        again = self._import(self._row(0), self._row(1, 50))
        self.assertEqual((again.good_count, again.present_count), (0, 2))

    def test_wrong_rows_are_refused_with_their_reason(self):
        self._import(self._row(3, 10, "F9")).action_import()
        record = self._import(
            self._row(0),
            self._row(0, 5, "F0"),
            self._row(1, number="nobody"),
            self._row(2, name="another"),
            self._row(2, 0, "F3"),
            self._row(2, 10, "F4", date="2999-01-01"),
            self._row(3, 11, "F9"),
        )
        self.assertEqual((record.good_count, record.refused_count), (1, 6))
        columns = record.refusal_ids.sorted("line").mapped("column")
        self.assertEqual(
            columns, ["流水号", "户号", "客户名称", "金额", "缴费日期", "流水号"]
        )
        self.assertIn("10", record.refusal_ids.sorted("line")[-1].reason)

    # Who may

    def test_roles(self):
        self._batch(92.10, user=self.clerk).action_post()
        for user in (self.reader, self.role("agent"), self.role("technician")):
            with self.assertRaises(AccessError):
                self._batch(1, user=user, name="x")
        manager = self.role("manager")
        batch = self.env["gas.payment.batch"].search([])
        self.assertEqual(batch.with_user(manager).line_count, 1)
        with self.assertRaises(AccessError):
            batch.with_user(manager).name = "y"
