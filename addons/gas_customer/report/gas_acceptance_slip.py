from odoo import api, models

from ..tools.qr import qr_code


class GasAcceptanceSlip(models.AbstractModel):
    """What the printed slip (业务受理单) needs besides the applications."""

    _name = "report.gas_customer.gas_acceptance_slip_document"
    _description = "Acceptance Slip"

    @api.model
    def _get_report_values(self, docids, data=None):
        return {
            "docs": self.env["gas.application"].browse(docids),
            "qr_code": qr_code,
        }
