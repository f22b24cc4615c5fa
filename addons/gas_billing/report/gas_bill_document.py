from odoo import api, models

from odoo.addons.gas_customer.tables.text import plain_number


def plain_price(price):
    """Return a price as notices state it: two decimals, more where it has them.

    >>> plain_price(3.0), plain_price(2.992)
    ('3.00', '2.992')
    """
    return max(plain_number(price, 4), f"{price:.2f}", key=len)


class GasBillDocument(models.AbstractModel):
    """What the printed notice (燃气收费通知单) needs besides the bills."""

    _name = "report.gas_billing.gas_bill_document"
    _description = "Gas Charge Notice"

    @api.model
    def _get_report_values(self, docids, data=None):
        return {
            "docs": self.env["gas.bill"].browse(docids),
            "plain_number": plain_number,
            "plain_price": plain_price,
        }
