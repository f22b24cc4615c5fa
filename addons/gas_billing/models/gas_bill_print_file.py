import base64

import lxml.html
from lxml.html.builder import STYLE

from odoo import api, fields, models


class GasBillPrintFile(models.Model):
    """A pile of bills to be printed: one PDF, in the order in which they are carried.

    The same page as a bill that is printed by itself: see docs/decisions/0008.
    """

    _name = "gas.bill.print.file"
    _description = "File of Bills to Print"
    _order = "printing_id, sequence"

    printing_id = fields.Many2one(
        "gas.bill.printing", required=True, index=True, ondelete="cascade"
    )
    station_id = fields.Many2one(
        related="printing_id.station_id", store=True, precompute=True
    )
    company_id = fields.Many2one(
        related="printing_id.company_id", store=True, precompute=True
    )
    sequence = fields.Integer()
    name = fields.Char(required=True)
    route_id = fields.Many2one("gas.reading.route", index="btree_not_null")
    bill_ids = fields.Many2many("gas.bill", "gas_bill_print_file_bill_rel")
    bill_count = fields.Integer("Bills")
    pdf = fields.Binary("File", attachment=True)
    file_name = fields.Char(compute="_compute_file_name")
    printed_on = fields.Datetime("Made On")

    @api.depends("sequence", "name")
    def _compute_file_name(self):
        for file in self:
            name = f"{file.sequence + 1:04} {file.name}.pdf"
            file.file_name = name.replace("/", "-")

    def action_make(self):
        """Make files anew: after a payment, or with a mended form."""
        self.printing_id.check_access("write")
        self._make()

    def _make(self):
        """Write the PDFs. What was cancelled since the plan is left out."""
        for file in self:
            bills = file.bill_ids.filtered(lambda bill: bill.state == "posted")
            stops = bills._stops()
            ordered = bills.browse(stop.bill_id for stop in stops)
            file.sudo().write(  # nobody else writes a file
                {
                    "pdf": file._pdf_of(ordered) if ordered else False,
                    "bill_count": len(ordered),
                    "printed_on": fields.Datetime.now(),
                }
            )

    def _content(self):
        """Return the PDF, or b""; without keeping it in memory."""
        pdf = self.with_context(bin_size=False).pdf
        self.invalidate_recordset(["pdf"], flush=False)
        return base64.b64decode(pdf or b"")

    def _pdf_of(self, bills):
        report = self.env.ref("gas_billing.gas_bill_report").sudo()
        html, _type = report._render_qweb_html(report.report_name, bills.ids)
        bodies, _ids, header, footer, arguments = report._prepare_html(
            html, report_model=bills._name
        )
        pdf = report._run_wkhtmltopdf(
            [self._with_styles(body) for body in bodies],
            report_ref=report.report_name,
            header=self._with_styles(header),
            footer=self._with_styles(footer),
            specific_paperformat_args=arguments,
        )
        return base64.b64encode(pdf)

    def _with_styles(self, body):
        """Return the page with its style sheets in it, so that none is asked for.

        When every worker of the server prints, none is left to answer wkhtmltopdf.
        """
        page = lxml.html.document_fromstring(body)
        for link in page.xpath("//link[@rel='stylesheet']"):
            file_name = link.get("href").rsplit("/", 1)[-1]
            bundle, rtl, _type, autoprefix = self.env["ir.asset"]._parse_bundle_name(
                file_name, debug_assets=False
            )
            sheet = self.env["ir.qweb"]._get_asset_bundle(
                bundle, js=False, rtl=rtl, autoprefix=autoprefix
            )
            link.getparent().replace(link, STYLE(sheet.css().raw.decode()))
        return lxml.html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>")
