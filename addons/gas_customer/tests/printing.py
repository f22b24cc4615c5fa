"""Forms as a customer holds them: printed to PDF, and read again."""

import io
import unicodedata

from PyPDF2 import PdfReader

from odoo.tests import HttpCase

# What PDFs hold in place of these characters and Unicode does not call the same.
RADICALS = str.maketrans("⺠⻓⻔⻛戶⻝⻅⻋⻚⻢", "民长门风户食见车页马")


class PrintCase(HttpCase):
    """Prints a report in Chinese; wkhtmltopdf fetches its pictures from the test."""

    def print_pages(self, xmlid, records, user):
        """Return the text of each page (list of str), without blanks."""
        report = self.env.ref(xmlid)
        self.assertEqual(report.binding_model_id.model, records._name)
        pdf, kind = (
            report.with_user(user)
            .with_context(lang="zh_CN", force_report_rendering=True)
            ._render_qweb_pdf(report.report_name, records.ids)
        )
        self.assertEqual(kind, "pdf")
        texts = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
        return [
            "".join(unicodedata.normalize("NFKC", text).translate(RADICALS).split())
            for text in texts
        ]

    def assertPrinted(self, pages, *words):
        """One page, on which all ``words`` stand."""
        (text,) = pages
        for word in words:
            self.assertIn(word, text)
