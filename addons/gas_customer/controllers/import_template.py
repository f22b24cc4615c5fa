import io

import xlsxwriter

from odoo import http
from odoo.http import content_disposition, request


class ImportTemplate(http.Controller):
    @http.route("/gas/import/template/<string:kind>", type="http", auth="user")
    def download(self, kind):
        """Send an empty workbook with the columns of one kind of import."""
        imports = request.env["gas.import"]
        imports.check_access("create")
        kinds = imports._selection_labels("kind")
        if kind not in kinds:
            raise request.not_found()
        run = imports.new({"kind": kind})
        columns = run._kind_model()._columns(run)
        output = io.BytesIO()
        book = xlsxwriter.Workbook(output)
        sheet = book.add_worksheet(kinds[kind])
        required = book.add_format({"bold": True, "bg_color": "#FCE4D6"})
        optional = book.add_format({"bold": True, "bg_color": "#E2EFDA"})
        as_text = book.add_format({"num_format": "@"})
        for place, column in enumerate(columns):
            # Text cells keep the leading zeros of numbers that are names.
            sheet.set_column(place, place, 14, as_text)
            sheet.write(
                0, place, column.header, required if column.required else optional
            )
        sheet.freeze_panes(1, 0)
        book.close()
        return request.make_response(
            output.getvalue(),
            headers=[
                (
                    "Content-Type",
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                ),
                ("Content-Disposition", content_disposition(f"{kinds[kind]}.xlsx")),
            ],
        )
