import random
from collections import Counter
from contextlib import contextmanager, nullcontext, suppress
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..posting import columns, savepoint, writer
from ..posting.obstacles import obstacles
from ..posting.rows import InvoiceRows
from ..posting.savepoint import ODOO_RANKS, RANKS
from .common import BillingCase

TEXTS = {
    *("payment_reference", "invoice_partner_display_name", "ref", "move_name", "name"),
}


class _TakeBack(Exception):
    pass


@tagged("post_install", "-at_install")
class TestPosting(BillingCase):
    """G08, B19, B21: invoices written as sets are those that the ORM makes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.households = [cls.make_household() for _number in range(30)]

    def _rated(self, volumes, households=None):
        """Return approved bills of March with these volumes."""
        households = households or self.households
        for household, volume in zip(households, volumes, strict=True):
            self.read_and_review(household, date(2026, 3, 20), volume)
        campaign = self.make_campaign(missing_reason="test")
        campaign.action_rate()
        campaign.action_approve()
        self.env.flush_all()
        bills = campaign.bill_ids.sudo()
        return bills.filtered(lambda bill: bill.state == "rated")

    @contextmanager
    def _taken_back(self):
        with suppress(_TakeBack), savepoint(self.env):
            yield
            raise _TakeBack

    def _post(self, bills, quick):
        """Post; return {bill: rows}, all of it taken back."""
        found = {}
        smallest = 3 if quick else 10**6
        with (
            freeze_time("2026-03-31 04:00:00"),
            patch.object(writer, "SMALLEST_CLASS", smallest),
            self._taken_back(),
        ):
            posted = self.env["gas.bill.poster"]._post(bills)
            self.env.flush_all()
            for bill in posted:
                found[bill.id] = InvoiceRows.of(self.env.cr, bill.move_id.id)
        return found

    def assertAlike(self, bills):
        made, written = self._post(bills, False), self._post(bills, True)
        self.assertEqual(made.keys(), written.keys())
        self.assertTrue(made)
        for bill_id in made:
            self.assertEqual(made[bill_id].differences(written[bill_id]), [])

    def _volumes(self):
        """Volumes within one step, over two and over three."""
        pick = random.Random(4)
        return [pick.choice((7, 31, 30.5, 700, 1200)) + n for n in range(30)]

    def test_each_column_of_each_bill_is_that_of_the_orm(self):
        bills = self._rated(self._volumes())
        with patch.object(
            writer.SetWriter,
            "_write",
            autospec=True,
            side_effect=writer.SetWriter._write,
        ) as write:
            self.assertAlike(bills)
        invoices = write.call_args.args[1]
        self.assertEqual(len(invoices), len(bills) - writer.LEADERS)

    def test_rounding_by_document(self):
        self.env.company.tax_calculation_rounding_method = "round_globally"
        self.assertAlike(self._rated(self._volumes()))

    def test_customers_of_several_kinds(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        for number, household in enumerate(self.households):
            household.partner_id.write(
                {
                    "lang": ("en_US", "zh_CN")[number % 2],
                    "user_id": (False, self.clerk.id)[number // 15],
                    "name": f" 王  测试{number} ",
                }
            )
        self.households[3].partner_id.child_ids = [
            (0, 0, {"name": "收件人", "type": "delivery"})
        ]
        self.assertAlike(self._rated(self._volumes()))

    def test_bill_of_nothing_is_left_to_the_orm(self):
        self.assertAlike(self._rated([0, 0, *self._volumes()[2:]]))

    def test_every_computed_column_is_watched(self):
        """Broken one at a time, each is noticed and nothing wrong is posted."""
        bills = self._rated(self._volumes())
        another = {
            "gas_contract_id": self.make_household().id,
            "partner_id": self.env.company.partner_id.id,
        }
        another["commercial_partner_id"] = another["partner_id"]
        another["partner_shipping_id"] = another["partner_id"]
        broken = 0
        for computed in (columns.MOVE, columns.EVERY_LINE, *columns.LINES.values()):
            for column, sql in computed.items():
                # Without the first, nothing can be written at all; the others are of
                # its own in every invoice: see the test of numbers.
                if column in ("id", "move_id", "made_sequence_gap", "sequence_number"):
                    continue
                wrong = another.get(column) or (
                    f"btrim({sql}) || 'x'" if column in TEXTS else f"({sql}) + 1.01"
                )
                with (
                    self.subTest(column=column),
                    patch.dict(computed, {column: str(wrong)}),
                    self.assertLogs("odoo.addons.gas_billing", "ERROR") as caught,
                ):
                    rows = self._post(bills, True)
                    # The number is told by all that repeats it.
                    said = "payment_reference" if column == "name" else column
                    self.assertRegex(caught.output[0], f"{said}|{column}")
                    self.assertEqual(len(rows), len(bills))
                    broken += 1
        self.assertGreater(broken, 25)

    def test_all_set_aside_post_nothing(self):
        bills = self._rated(self._volumes())
        bills.amount_total = 1
        before = self.env["account.move"].search_count([])
        self.assertFalse(self.env["gas.bill.poster"]._post(bills))
        self.assertEqual(set(bills.mapped("state")), {"aside"})
        self.assertEqual(self.env["account.move"].search_count([]), before)

    def test_customers_are_counted_once_whichever_way(self):
        """Who is a customer already after the commit, so as not to wait for him."""
        bills = self._rated(self._volumes())
        known = bills[:8].partner_id
        known.customer_rank = 3
        waiting = self.env.cr.postcommit.data
        fallback = patch.dict(columns.MOVE, {"ref": "'x'"})
        for way, by_sets in ((nullcontext(), True), (fallback, False)):
            with (
                self.subTest(by_sets=by_sets),
                freeze_time("2026-03-31 04:00:00"),
                patch.object(writer, "SMALLEST_CLASS", 3),
                mute_logger("odoo.addons.gas_billing.models.gas_bill_poster"),
                self._taken_back(),
                way,
            ):
                posted = self.env["gas.bill.poster"]._post(bills)
                self.assertEqual(
                    set((posted.partner_id - known).mapped("customer_rank")), {1}
                )
                self.assertEqual(set(known.mapped("customer_rank")), {3})
                ours = Counter(waiting.get(RANKS, {}))
                counted = ours + Counter(waiting.get(ODOO_RANKS, {}))
                self.assertEqual(counted, Counter(known.ids))
                self.assertEqual(bool(ours), by_sets)

    def test_numbers_have_no_gap_and_no_double(self):
        bills = self._rated(self._volumes())
        rows = self._post(bills, True)
        numbers = sorted(each.move["sequence_number"] for each in rows.values())
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + len(bills))))
        self.assertEqual(len({each.move["name"] for each in rows.values()}), len(bills))

    def test_orm_goes_on_after_the_numbers_of_a_set(self):
        bills = self._rated(self._volumes())
        with (
            freeze_time("2026-03-31 04:00:00"),
            patch.object(writer, "SMALLEST_CLASS", 3),
        ):
            posted = self.env["gas.bill.poster"]._post(bills)
            last = max(posted.move_id.mapped("sequence_number"))
            copy = posted[0].move_id.copy({"invoice_date": posted[0].move_id.date})
            copy.action_post()
        self.assertEqual(copy.sequence_number, last + 1)

    def _why_slow(self):
        """Return the reasons for which the ORM would make an invoice today."""
        journal = self.env.company.gas_journal_id
        tax = self.env.company._gas_tax(9.0)
        return " ".join(obstacles(journal, tax, date(2026, 3, 31)))

    def test_settings_that_need_the_orm_are_told(self):
        journal = self.env.company.gas_journal_id
        tax = self.env.company._gas_tax(9.0)
        self.assertEqual(self._why_slow(), "")
        for record, vals, reason in (
            (journal, {"restrict_mode_hash_table": True}, "hash"),
            (journal, {"currency_id": self.env.ref("base.USD").id}, "currency"),
            (journal, {"invoice_reference_type": "partner"}, "payment references"),
            (tax, {"include_base_amount": True}, "plain percentage"),
            (self.env.company, {"hard_lock_date": date(2026, 4, 1)}, "locked"),
        ):
            with self.subTest(reason=reason), self._taken_back():
                record.write(vals)
                self.assertIn(reason, self._why_slow())
        self.env.cr.execute(
            """
            CREATE FUNCTION test_watch() RETURNS trigger LANGUAGE plpgsql
                AS 'BEGIN RETURN NEW; END';
            CREATE TRIGGER test_watch AFTER INSERT ON account_move
                FOR EACH ROW EXECUTE FUNCTION test_watch()
            """
        )
        self.assertIn("test_watch", self._why_slow())

    def test_obstacle_sends_all_to_the_orm_and_is_counted(self):
        bills = self._rated(self._volumes())
        self.env.company.gas_journal_id.restrict_mode_hash_table = True
        made = []
        poster = self.env["gas.bill.poster"]
        posting = writer.SetWriter(
            self.env.company.gas_journal_id,
            lambda vals_list: made.append(vals_list) or poster._create_moves(vals_list),
        )
        with freeze_time("2026-03-31 04:00:00"):
            ids = posting.post(poster._prepare_move_vals_list(bills))
        self.assertEqual((len(ids), len(made)), (len(bills), 1))
        ((reason, count),) = posting.why.items()
        self.assertEqual(count, len(bills))
        self.assertIn("hash", reason)
