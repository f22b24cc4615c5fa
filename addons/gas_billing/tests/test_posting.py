import random
from collections import Counter
from contextlib import contextmanager, nullcontext
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..posting import Series, columns, hold, numbers, writer
from ..posting.amounts import Amounts
from ..posting.obstacles import obstacles
from ..posting.rows import InvoiceRows
from ..posting.savepoint import ODOO_RANKS, RANKS, taken_back
from .common import BillingCase

TEXTS = {
    "payment_reference",
    "invoice_partner_display_name",
    "ref",
    "move_name",
    "name",
}
FOUND = "odoo.addons.gas_billing.models.gas_posting_difference"


class PostingCase(BillingCase):
    """Bills posted by the ORM and as sets, to be compared."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.poster = cls.env["gas.bill.poster"]

    def _rated(self, volumes, households):
        """Return approved bills of March with these volumes."""
        for household, volume in zip(households, volumes, strict=True):
            self.read_and_review(household, date(2026, 3, 20), volume)
        campaign = self.make_campaign(missing_reason="test")
        campaign.action_rate()
        campaign.action_approve()
        self.env.flush_all()
        bills = campaign.bill_ids.sudo()
        return bills.filtered(lambda bill: bill.state == "rated")

    @contextmanager
    def _on_the_day(self):
        with freeze_time("2026-03-31 04:00:00"):
            yield

    def _rows(self, bills):
        self.env.flush_all()
        found = InvoiceRows.of(self.env.cr, bills.move_id.ids)
        return {bill.id: found[bill.move_id.id] for bill in bills}

    def _by_orm(self, bills):
        """Return {bill id: rows} of what the ORM posts, taken back."""
        with self._on_the_day(), taken_back(self.env):
            posted = self.poster._post_each(bills)
            found = self._rows(posted)
        return found

    def _by_sets(self, bills):
        with self._on_the_day(), taken_back(self.env):
            posted = self.poster._post_sets(bills)
            found = self._rows(posted)
        return found

    def assertAlike(self, bills):
        """All of ``bills`` are written as sets, and as the ORM writes them."""
        made, written = self._by_orm(bills), self._by_sets(bills)
        self.assertEqual(made.keys(), set(bills.ids))
        self.assertEqual(written.keys(), set(bills.ids))
        for bill_id in made:
            self.assertEqual(made[bill_id].differences(written[bill_id]), [])

    def put_tax_on_top(self, bills):
        """A price without its tax: another amount, but a right invoice all the same."""
        amounts = Amounts(bills.company_id)
        for draft, total in self.poster._drafts(bills.company_id, bills):
            says = amounts.of(draft)
            self.assertGreaterEqual(says.untaxed + says.tax, total)
            bills.browse(draft.key).amount_total = says.untaxed + says.tax
        self.env.flush_all()


@tagged("post_install", "-at_install")
class TestPosting(PostingCase):
    """G08, B19, B21: invoices written as sets are those that the ORM makes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.households = [cls.make_household() for _number in range(30)]

    def _rated(self, volumes, households=None):
        return super()._rated(volumes, households or self.households)

    def _volumes(self):
        """Volumes within one step, over two and over three."""
        pick = random.Random(4)
        return [pick.choice((7, 31, 30.5, 700, 1200)) + n for n in range(30)]

    # Alike

    def test_each_column_of_each_bill_is_that_of_the_orm(self):
        self.assertAlike(self._rated(self._volumes()))

    def test_rounding_by_document(self):
        self.env.company.tax_calculation_rounding_method = "round_globally"
        self.assertAlike(self._rated(self._volumes()))

    def test_tax_on_top_of_the_price(self):
        company = self.env.company
        bills = self._rated(self._volumes())
        tax = company._gas_tax(9.0).copy({"price_include_override": "tax_excluded"})
        with patch.object(type(company), "_gas_tax", lambda company, percent: tax):
            before = sum(bills.mapped("amount_total"))
            self.put_tax_on_top(bills)
            self.assertGreater(sum(bills.mapped("amount_total")), before * 1.08)
            self.assertAlike(bills)

    def test_tags_of_the_tax_report(self):
        tags = self.env["account.account.tag"].create(
            [
                {"name": f"gas {part}", "applicability": "taxes"}
                for part in ("base", "tax")
            ]
        )
        parts = self.env.company._gas_tax(9.0).invoice_repartition_line_ids
        for part, tag in zip(parts, tags, strict=False):
            part.tag_ids = tag
        bills = self._rated(self._volumes())
        self.assertAlike(bills)
        rows = next(iter(self._by_sets(bills).values()))
        found = [r["account_account_tag_account_move_line_rel"] for r in rows.relations]
        self.assertEqual(found[0], {tags[0].id})
        self.assertIn({tags[1].id}, found)

    def test_bill_of_nothing(self):
        self.assertAlike(self._rated([0] * 12 + self._volumes()[12:]))

    def test_customers_of_two_languages_with_odd_names(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        for number, household in enumerate(self.households):
            household.partner_id.write(
                {
                    "lang": ("en_US", "zh_CN")[number % 2],
                    "name": f" 王  测试{number} ",
                }
            )
        self.assertAlike(self._rated(self._volumes()))

    def test_customers_with_settings_of_their_own(self):
        """A salesperson, an account, terms, a fiscal position: classes of their own."""
        account = self.env["account.account"].search(
            [("account_type", "=", "asset_receivable")], limit=1
        )
        term = self.env["account.payment.term"].search([], limit=1)
        position = self.env["account.fiscal.position"].create({"name": "gas"})
        settings_of = (
            {"user_id": self.clerk.id},
            {"property_account_receivable_id": account.copy().id},
            {"property_payment_term_id": term.id},
            {"property_account_position_id": position.id},
            {"is_company": True, "vat": "91450100MA5KXXXX0X"},
        )
        for number, household in enumerate(self.households):
            household.partner_id.write(settings_of[number // 6])
        with patch.object(writer, "SMALLEST_CLASS", 3):
            self.assertAlike(self._rated(self._volumes()))

    def test_contacts_below_a_customer_change_nothing(self):
        for household in self.households:
            household.partner_id.child_ids = [(0, 0, {"name": "女儿"})]
        self.assertAlike(self._rated(self._volumes()))

    def test_cubic_metres_keep_three_decimals(self):
        units = self.env.ref("uom.decimal_product_uom")
        self.assertGreaterEqual(units.digits, 3)
        bills = self._rated([12.345] * 30)
        self.assertAlike(bills)
        units.digits = 2  # 12.35 m³: 37.91 yuan instead of 37.90
        with self._on_the_day():
            self.assertFalse(self.poster._post_sets(bills))
        self.assertEqual(set(bills.mapped("state")), {"on_hold"})
        self.assertIn("decimals of Product Unit", bills[0].hold_reason)

    def test_amounts_are_those_of_the_tax_engine(self):
        """Whatever volume and price, of one line or several, taxed either way."""
        company = self.env.company
        tax = company._gas_tax(9.0)
        line = st.tuples(
            st.just(tuple(tax.ids)),
            st.integers(0, 3_000_000).map(lambda n: n / 1000),
            st.integers(0, 99_999).map(lambda n: n / 1000),
        )

        @settings(max_examples=150, derandomize=True)
        @given(st.lists(line, min_size=1, max_size=4))
        def check(lines):
            amounts = Amounts(company)
            plain = amounts._plain_tax(tuple(tax.ids)).of(lines)
            engine = amounts.by_engine(tuple(lines))
            compare = company.currency_id.compare_amounts
            self.assertEqual(len(plain.taxes), len(engine.taxes))
            pairs = [*zip(plain.lines, engine.lines, strict=True)]
            for ours, odoos in [*pairs, *zip(plain.taxes, engine.taxes, strict=True)]:
                for one, other in zip(ours, odoos, strict=True):
                    self.assertFalse(compare(one, other), (ours, odoos))

        for override in ("tax_included", "tax_excluded"):
            tax.price_include_override = override
            check()

    # A difference is noticed

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
                    mute_logger(FOUND),
                    taken_back(self.env),
                ):
                    self.assertFalse(self.poster._post_sets(bills))
                    differences = self.env["gas.posting.difference"].search([])
                    # The number is told by all that repeats it.
                    said = "payment_reference" if column == "name" else column
                    # The database itself refuses debits that are no balances.
                    notes = differences.mapped("columns") + bills.mapped("posting_note")
                    self.assertRegex(notes[0], f"{said}|{column}")
                    broken += 1
        self.assertGreater(broken, 25)

    def test_kind_that_differs_is_told_and_posted_one_by_one(self):
        administrator = self.role("administrator")
        bills = self._rated([0] * 12 + self._volumes()[12:])
        used = bills.filtered("volume_m3")
        for attempt in range(2):
            # Only an invoice with a tax line has a base that can be wrong.
            with (
                self.subTest(attempt=attempt),
                patch.dict(columns.LINES["tax"], {"tax_base_amount": "line.base + 1"}),
                mute_logger(FOUND),
            ):
                with self._on_the_day(), taken_back(self.env):
                    posted = self.poster._post_sets(bills)
                    self.assertEqual(posted, bills - used)
                    self.assertEqual(set(used.mapped("state")), {"rated"})
                    self.assertEqual(
                        set(used.mapped("posting_note")),
                        {"Invoices of its kind were found to differ."},
                    )
                    difference = self.env["gas.posting.difference"].search([])
                    self.assertEqual(len(difference), 1)
                    self.assertIn("tax_base_amount", difference.columns)
                    self.assertIn(
                        administrator, difference.activity_ids.mapped("user_id")
                    )
                    # It stays so, also when the cause is gone, until it is looked at.
                    columns.LINES["tax"]["tax_base_amount"] = "line.base"
                    self.assertFalse(self.poster._post_sets(used))
                    difference.with_user(administrator).active = False
                    self.assertEqual(self.poster._post_sets(used), used)
                    self.assertEqual(set(used.mapped("posting_note")), {False})

    # Refusals

    def test_customer_with_an_address_for_invoices_goes_by_the_orm(self):
        bills = self._rated(self._volumes())
        theirs = bills[3]
        theirs.partner_id.child_ids = [(0, 0, {"name": "收件人", "type": "delivery"})]
        with self._on_the_day():
            self.assertEqual(self.poster._post_sets(bills), bills - theirs)
            self.assertIn("addresses", theirs.posting_note)
            self.assertEqual(self.poster._post_each(theirs), theirs)
        self.assertEqual(theirs.move_id.partner_shipping_id.name, "收件人")

    def test_what_the_database_refuses_is_left_and_the_rest_is_written(self):
        bills = self._rated(self._volumes())
        wrong = bills[7]
        nobodys = {
            "gas_contract_id": "CASE bill.contract_id "
            f"WHEN {wrong.contract_id.id} THEN 0 ELSE bill.contract_id END"
        }
        with (
            self._on_the_day(),
            patch.dict(columns.MOVE, nobodys),
            mute_logger("odoo.sql_db"),
        ):
            self.assertEqual(self.poster._post_sets(bills), bills - wrong)
            self.assertEqual(wrong.posting_note, "account_move_gas_contract_id_fkey")
            self.assertEqual((wrong.state, bool(wrong.move_id)), ("rated", False))
            self.assertEqual(self.poster._post_each(wrong), wrong)

    @contextmanager
    def _refusing(self, is_refused):
        """Have the ORM refuse drafts of whose keys ``is_refused`` says so."""
        create, asked, words = type(self.poster)._create_moves, [], "not him"

        def refusing(poster, campaign, drafts, names=None):
            asked.append([draft.key for draft in drafts])
            if is_refused(asked[-1]):
                raise ValidationError(words)
            return create(poster, campaign, drafts, names)

        with (
            self._on_the_day(),
            patch.object(type(self.poster), "_create_moves", refusing),
        ):
            yield asked

    def test_what_the_orm_refuses_is_put_on_hold_and_the_rest_is_posted(self):
        bills = self._rated(self._volumes())
        wrong = bills[4]
        with self._refusing(lambda keys: wrong.id in keys):
            self.assertEqual(self.poster._post_each(bills), bills - wrong)
        self.assertEqual((wrong.state, wrong.hold_reason), ("on_hold", "not him"))
        self.assertEqual(set((bills - wrong).mapped("state")), {"posted"})

    def _samples_of(self, bills):
        """Return the ids of the bills that would be samples of the others."""
        with self._refusing(lambda keys: False) as asked, taken_back(self.env):
            self.assertEqual(self.poster._post_sets(bills), bills)
        (samples,) = asked
        return samples

    def test_refused_sample_is_left_alone_and_another_is_drawn(self):
        bills = self._rated(self._volumes())
        for wrong in bills.browse(self._samples_of(bills)):
            with (
                self.subTest(wrong=wrong),
                self._refusing(lambda keys, bad=wrong.id: bad in keys),
                taken_back(self.env),
            ):
                self.assertEqual(self.poster._post_sets(bills), bills - wrong)
                self.assertEqual(
                    (wrong.state, wrong.posting_note), ("rated", "not him")
                )

    def test_samples_that_are_refused_together_only(self):
        bills = self._rated(self._volumes())
        pair = self._samples_of(bills)
        with self._refusing(lambda keys: set(keys) == set(pair)):
            posted = self.poster._post_sets(bills)
        second = bills.browse(pair[-1])
        self.assertEqual(posted, bills - second)
        self.assertEqual((second.state, second.posting_note), ("rated", "not him"))

    def test_class_of_which_one_after_the_other_is_refused_goes_by_the_orm(self):
        bills = self._rated(self._volumes())
        with self._refusing(lambda keys: True) as asked:
            self.assertFalse(self.poster._post_sets(bills))
        self.assertEqual(bills.mapped("posting_note"), ["not him"] * len(bills))
        pairs = [keys for keys in asked if len(keys) == 2]
        self.assertEqual(len({*map(tuple, pairs)}), writer.SAMPLE_TRIES)

    def test_class_that_refusals_make_small_goes_by_the_orm(self):
        bills = self._rated(self._volumes())
        first = bills.browse(self._samples_of(bills)[0])
        with (
            self._refusing(lambda keys: first.id in keys),
            patch.object(writer, "SMALLEST_CLASS", len(bills)),
        ):
            self.assertFalse(self.poster._post_sets(bills))
        self.assertEqual(first.posting_note, "not him")
        few = "There are only few of its kind."
        self.assertEqual(set((bills - first).mapped("posting_note")), {few})

    def test_all_on_hold_post_nothing(self):
        bills = self._rated(self._volumes())
        bills.amount_total = 1
        before = self.env["account.move"].search_count([])
        self.assertFalse(self.poster._post(bills))
        self.assertEqual(set(bills.mapped("state")), {"on_hold"})
        self.assertEqual(self.env["account.move"].search_count([]), before)

    # Customers

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
                self._on_the_day(),
                mute_logger(FOUND),
                taken_back(self.env),
                way,
            ):
                posted = self.poster._post(bills)
                self.assertEqual(
                    set((posted.partner_id - known).mapped("customer_rank")), {1}
                )
                self.assertEqual(set(known.mapped("customer_rank")), {3})
                ours = Counter(waiting.get(RANKS, {}))
                counted = ours + Counter(waiting.get(ODOO_RANKS, {}))
                self.assertEqual(counted, Counter(known.ids))
                self.assertEqual(bool(ours), by_sets)

    # Numbers

    def _series(self, bills):
        move = self.env["account.move"].new(
            {
                "move_type": "out_invoice",
                "journal_id": self.env.company.gas_journal_id.id,
                "date": bills.campaign_id.invoice_date,
            }
        )
        return Series.of(move)

    def test_numbers_have_no_gap_and_no_double(self):
        bills = self._rated(self._volumes())
        last = self._series(bills).last
        rows = self._by_sets(bills)
        moves = [each.move.values for each in rows.values()]
        found = sorted(move["sequence_number"] for move in moves)
        self.assertEqual(found, list(range(last + 1, last + 1 + len(bills))))
        self.assertEqual(len({move["name"] for move in moves}), len(bills))
        self.assertFalse(any(move["made_sequence_gap"] for move in moves))

    def test_orm_goes_on_after_the_numbers_of_a_set(self):
        bills = self._rated(self._volumes())
        with self._on_the_day():
            posted = self.poster._post_sets(bills)
            last = max(posted.move_id.mapped("sequence_number"))
            copy = posted[0].move_id.copy({"invoice_date": posted[0].move_id.date})
            copy.action_post()
            self.assertEqual(copy.sequence_number, last + 1)
            self.assertEqual(self._series(bills).last, last + 1)

    def test_number_of_a_sample_is_nobodys(self):
        bills = self._rated(self._volumes())
        series = self._series(bills)
        block = numbers.trial(series, random.Random(1))
        name = series.name(block.before + 1)
        self.assertGreater(block.before, 10**8 - 1)
        self.assertTrue(name.startswith(series.prefix))
        self.assertEqual(hold(self.env, series), series.last)

    # Settings

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
            with self.subTest(reason=reason), taken_back(self.env):
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

    def test_obstacle_leaves_all_to_the_orm_and_says_why(self):
        bills = self._rated(self._volumes())
        self.env.company.gas_journal_id.restrict_mode_hash_table = True
        with self._on_the_day():
            posted = self.poster._post(bills)
        self.assertEqual(posted, bills)
        self.assertIn("hash", bills[0].posting_note)
        campaign = bills.campaign_id
        self.assertEqual(campaign.each_count, len(bills))
        action = campaign.action_open_each()
        found = self.env["gas.bill"].search(action["domain"])
        self.assertEqual(found, bills.sorted())

    def test_distribution_to_analytic_accounts_goes_by_the_orm(self):
        """Another table is written: nobody here knows how."""
        plan = self.env["account.analytic.plan"].create({"name": "Stations"})
        account = self.env["account.analytic.account"].create(
            {"name": "East", "plan_id": plan.id}
        )
        self.env["account.analytic.distribution.model"].create(
            {
                "product_id": self.env.ref("gas_billing.product_gas").id,
                "analytic_distribution": {str(account.id): 100},
            }
        )
        bills = self._rated(self._volumes())
        with self._on_the_day():
            self.assertEqual(self.poster._post(bills), bills)
        self.assertIn("account_analytic_line", bills[0].posting_note)
        lines = bills.move_id.invoice_line_ids
        self.assertEqual(
            lines.analytic_line_ids.mapped("move_line_id"), lines.filtered("balance")
        )

    # Order

    def test_bills_are_posted_kind_by_kind(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        volumes = self._volumes()
        for number in range(0, 30, 3):
            self.households[number].partner_id.lang = "zh_CN"
            volumes[number + 1] = 0
        bills = self._rated(volumes)
        ids = self.poster._in_order(bills)
        self.assertEqual(set(ids), set(bills.ids))

        def kind(bill):
            return bill.partner_id.lang, not bill.amount_total

        kinds = [kind(bill) for bill in bills.browse(ids)]
        changes = sum(
            one != other for one, other in zip(kinds, kinds[1:], strict=False)
        )
        self.assertEqual(changes, len(set(kinds)) - 1)
