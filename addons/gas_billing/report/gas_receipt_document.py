from odoo import api, models

from ..tools.capital_yuan import capital_yuan


class GasReceiptDocument(models.AbstractModel):
    """What the printed receipt (收款收据) needs besides the payments."""

    _name = "report.gas_billing.gas_receipt_document"
    _description = "Receipt of a Gas Payment"
    _PAYMENTS = "account.payment"

    @api.model
    def _get_report_values(self, docids, data=None):
        return {
            "docs": self.env[self._PAYMENTS].browse(docids),
            "capital_yuan": capital_yuan,
        }


class GasBatchReceiptDocument(models.AbstractModel):
    """The same receipt of a payment that came in a batch."""

    _name = "report.gas_billing.gas_batch_receipt_document"
    _description = "Receipt of a Gas Payment in a Batch"
    _inherit = "report.gas_billing.gas_receipt_document"
    _PAYMENTS = "gas.payment.batch.line"
