from odoo import api, models

from odoo.addons.gas_customer.tables.text import plain_number


class GasBillDocument(models.AbstractModel):
    """What the printed notice (燃气收费通知单) needs besides the bills."""

    _name = "report.gas_billing.gas_bill_document"
    _description = "Gas Charge Notice"

    @api.model
    def _get_report_values(self, docids, data=None):
        return {
            "docs": self.env["gas.bill"].browse(docids),
            "plain_number": plain_number,
        }
