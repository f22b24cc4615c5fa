import base64
import io
import zipfile
from datetime import date
from unittest.mock import patch

from PyPDF2 import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..models import gas_bill_printing
from .common import BillingCase


class PrintingCase(BillingCase):
    """B12, B21: three households on two routes, one of them without a route."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["gas.reading.route"].create(
            {"name": "A/B", "code": "T-0", "station_id": cls.east.id}
        )
        cls.second, cls.first, cls.third, cls.fourth = (
            cls.make_household(route_sequence=sequence, route_id=route)
            for sequence, route in (
                (20, cls.route.id),
                (10, cls.route.id),
                (5, cls.other.id),
                (0, False),
            )
        )
        cls.households = [cls.second, cls.first, cls.third, cls.fourth]
        for household in cls.households:
            cls.read_and_review(household, date(2026, 3, 20), 30)
        cls.campaign = cls.make_campaign(route_ids=False)
        cls.campaign.action_rate()
        cls.campaign.action_approve()
        cls.campaign.action_post()
        cls.bills = cls.campaign.bill_ids
        cls.cash = cls.env["account.journal"].search(
            [("type", "=", "cash"), ("company_id", "=", cls.env.company.id)], limit=1
        )

    def _pay(self, bills):
        action = bills.with_user(self.cashier).action_pay()
        wizard = self.env["account.payment.register"].with_user(self.cashier)
        wizard = wizard.with_context(**action["context"])
        wizard.create({"journal_id": self.cash.id}).action_create_payments()

    def _printing(self, user=None, **vals):
        printings = self.env["gas.bill.printing"].with_user(user or self.clerk)
        return printings.with_context(queue_job__no_delay=True).create(
            {"campaign_id": self.campaign.id, **vals}
        )

    def _numbers(self, file):
        """Return which households a PDF holds, page by page."""
        numbers = [household.name for household in self.households]
        pages = PdfReader(io.BytesIO(base64.b64decode(file.pdf))).pages
        texts = [page.extract_text() for page in pages]
        return [[name for name in numbers if name in text] for text in texts]


@tagged("post_install", "-at_install")
class TestGasBillPrinting(PrintingCase):
    """B12, B21: the bills of a campaign in files, in the order of the round."""

    def test_each_route_has_its_pile_in_the_order_of_the_round(self):
        printing = self._printing()
        printing.action_print()
        self.assertEqual(printing.state, "printed")
        self.assertEqual(
            [(file.name, file.bill_count) for file in printing.file_ids],
            [(self.east.name, 1), ("T-0 A/B", 1), ("T-1 Round", 2)],
        )
        self.assertEqual(
            [self._numbers(file) for file in printing.file_ids],
            [
                [[self.fourth.name]],
                [[self.third.name]],
                [[self.first.name], [self.second.name]],
            ],
        )
        self.assertEqual((printing.printed_count, printing.progress), (4, 100))
        # A route's name is no folder.
        self.assertEqual(printing.file_ids[1].file_name, "0002 T-0 A-B.pdf")

    def test_pile_that_a_hand_can_hold(self):
        with patch.object(gas_bill_printing, "_BILLS_A_FILE", 1):
            printing = self._printing()
            printing._plan()
        self.assertEqual(
            printing.file_ids.mapped("name"),
            [self.east.name, "T-0 A/B", "T-1 Round 1-2", "T-1 Round 2-2"],
        )

    def test_only_what_is_to_be_paid(self):
        paid = self.bills.filtered(lambda bill: bill.contract_id == self.first)
        self._pay(paid)
        printing = self._printing(only_due=True)
        printing._plan()
        self.assertNotIn(paid, printing.file_ids.bill_ids)
        self.assertEqual(printing.bill_count, 3)

    def test_stopped_and_gone_on_with_no_file_is_made_twice(self):
        printing = self._printing()
        printing._plan()
        printing._move_to("printing")
        first, *rest = printing.file_ids
        printing._print_chunk(first.ids)
        made = first.printed_on
        printing.action_stop()
        printing._print_chunk(rest[0].ids)
        self.assertFalse(rest[0].printed_on)
        printing._printing_done()
        self.assertEqual(printing.state, "draft")
        with patch.object(type(first), "_pdf_of", return_value=b"UERG") as made_now:
            printing.action_print()
        self.assertEqual(made_now.call_count, len(rest))
        self.assertEqual((printing.state, first.printed_on), ("printed", made))
        self.assertEqual(len(printing.file_ids), 3)

    def test_cancelled_bill_is_left_out(self):
        printing = self._printing()
        printing._plan()
        bill = self.bills.filtered(lambda bill: bill.contract_id == self.first)
        bill.with_user(self.finance).action_cancel()
        printing.action_print()
        file = printing.file_ids[-1]
        self.assertEqual(self._numbers(file), [[self.second.name]])
        self.assertEqual((file.bill_count, printing.bill_count), (1, 3))

    def test_file_is_made_anew_after_a_payment(self):
        printing = self._printing()
        printing.action_print()
        file = printing.file_ids[1]
        self._pay(file.bill_ids)
        before = file.pdf
        file.action_make()
        self.assertNotEqual(file.pdf, before)

    def test_style_sheets_are_in_the_page(self):
        """No worker of the server is needed for them: all of them may be printing."""
        file = self.env["gas.bill.print.file"]
        report = self.env.ref("gas_billing.gas_bill_report")
        html, _type = report._render_qweb_html(report.report_name, self.bills[:1].ids)
        bodies, *_others = report._prepare_html(html, report_model="gas.bill")
        self.assertIn("<link", bodies[0])
        page = file._with_styles(bodies[0])
        self.assertNotIn("<link", page)
        self.assertIn("border-collapse", page)

    def test_nothing_to_print(self):
        printing = self._printing(only_due=True)
        self._pay(self.bills)
        with self.assertRaisesRegex(UserError, "there is no bill to print"):
            printing.action_print()
        self.assertFalse(printing.file_ids)

    def test_campaign_opens_the_one_that_is_not_done(self):
        campaign = self.campaign.with_user(self.clerk)
        first = campaign.action_print()["res_id"]
        self.assertEqual(campaign.action_print()["res_id"], first)
        self.assertEqual(campaign.printing_count, 1)

    def test_files_go_with_their_printing(self):
        printing = self._printing()
        printing.action_print()
        attachments = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "gas.bill.print.file"),
                ("res_field", "=", "pdf"),
                ("res_id", "in", printing.file_ids.ids),
            ]
        )
        self.assertEqual(len(attachments), 3)
        printing.unlink()
        self.assertFalse(attachments.exists())

    def test_printing_at_work_is_not_deleted(self):
        printing = self._printing()
        printing._plan()
        printing._move_to("printing")
        with self.assertRaisesRegex(UserError, "Press Stop first"):
            printing.unlink()
        self.assertTrue(printing.exists().file_ids)

    def test_queries_do_not_grow_with_the_bills(self):
        households = [self.make_household() for _number in range(12)]
        bills = self.bill(*((household, 9) for household in households))

        def count(bills):
            file = self.env["gas.bill.print.file"]
            bills.browse().env.invalidate_all()
            before = self.env.cr.sql_log_count
            with patch.object(
                type(self.env["ir.actions.report"]), "_run_wkhtmltopdf"
            ) as run:
                run.return_value = b"PDF"
                file._pdf_of(bills)
            return self.env.cr.sql_log_count - before

        bills = self.env["gas.bill"].search(
            [("contract_id", "in", [h.id for h in households])]
        )
        count(bills)
        self.assertEqual(count(bills), count(bills[:2]))

    def test_roles(self):
        printing = self._printing()
        printing.action_print()
        with self.assertRaises(AccessError):
            printing.file_ids.with_user(self.clerk).write({"pdf": b"UERG"})
        manager = self.role("manager")
        self.assertEqual(printing.with_user(manager).file_count, 3)
        with self.assertRaises(AccessError):
            printing.file_ids.with_user(manager).action_make()
        for who in (self.reader, self.cashier):
            with self.assertRaises(AccessError):
                printing.with_user(who).read(["name"])
            with self.assertRaises(AccessError):
                self._printing(user=who)
        elsewhere = self.role("billing", areas=self.west)
        self.assertFalse(self.env["gas.bill.printing"].with_user(elsewhere).search([]))
        with self.assertRaises(AccessError):
            printing.file_ids.with_user(elsewhere).read(["name"])


@tagged("post_install", "-at_install")
class TestPrintFilesDownload(PrintingCase, HttpCase):
    """B12: all files of a printing in one archive."""

    def test_one_archive_of_all_files(self):
        printing = self._printing()
        printing.action_print()
        self.clerk.password = "print-files-1"
        self.authenticate(self.clerk.login, "print-files-1")
        url = printing.action_download()["url"]
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            self.assertIsNone(archive.testzip())
            self.assertEqual(archive.namelist(), printing.file_ids.mapped("file_name"))
            for file in printing.file_ids:
                self.assertEqual(
                    archive.read(file.file_name), base64.b64decode(file.pdf)
                )

    def test_archive_is_not_for_everybody(self):
        printing = self._printing()
        printing.action_print()
        self.reader.password = "print-files-2"
        self.authenticate(self.reader.login, "print-files-2")
        url = f"/gas_billing/printing/{printing.id}/files.zip"
        self.assertEqual(self.url_open(url).status_code, 404)

    def test_nothing_to_download_yet(self):
        with self.assertRaisesRegex(UserError, "no file is made yet"):
            self._printing().action_download()
