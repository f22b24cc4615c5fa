import base64

import qrcode
from qrcode.image.svg import SvgPathImage

from odoo import api, models


def qr_code(text):
    """Return a picture of ``text``, as the address of an image."""
    picture = qrcode.make(text, image_factory=SvgPathImage, border=1).to_string()
    return "data:image/svg+xml;base64," + base64.b64encode(picture).decode()


class GasAcceptanceSlip(models.AbstractModel):
    """What the printed slip (业务受理单) needs besides the applications.

    Odoo's own barcodes are drawn by a library that many servers lack.
    """

    _name = "report.gas_customer.gas_acceptance_slip_document"
    _description = "Acceptance Slip"

    @api.model
    def _get_report_values(self, docids, data=None):
        return {
            "docs": self.env["gas.application"].browse(docids),
            "qr_code": qr_code,
        }
