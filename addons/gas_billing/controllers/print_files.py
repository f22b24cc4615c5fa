import tempfile
import zipfile

from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.http import content_disposition, request


class PrintFiles(http.Controller):
    @http.route("/gas_billing/printing/<int:printing_id>/files.zip", auth="user")
    def download(self, printing_id):
        """Send one archive of all files of bills that a printing has made so far."""
        printing = request.env["gas.bill.printing"].browse(printing_id).exists()
        if not printing.has_access("read"):
            raise request.not_found()
        output = tempfile.TemporaryFile()  # may be larger than the memory
        with zipfile.ZipFile(output, "w") as archive:  # a PDF is compressed already
            for file in printing.file_ids.filtered("printed_on"):
                if pdf := file._content():
                    archive.writestr(file.file_name, pdf)
        size = output.tell()
        output.seek(0)
        return request.make_response(
            wrap_file(request.httprequest.environ, output),
            headers=[
                ("Content-Type", "application/zip"),
                ("Content-Length", size),
                ("Content-Disposition", content_disposition(f"{printing.name}.zip")),
            ],
        )
