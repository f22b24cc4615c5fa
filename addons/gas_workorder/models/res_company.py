from odoo import fields, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    _inherit = "res.company"

    gas_follow_up_days = fields.Integer(
        "Repeated Repair Free For (days)",
        default=30,
        help="The same fault at the same place within these days costs no door fee.",
    )
    gas_service_tax_id = fields.Many2one(
        "account.tax",
        "Tax on Service Work",
        domain="[('type_tax_use', '=', 'sale')]",
        help="Included in the prices of the schedule of fees.",
    )
    gas_stop_notice_days = fields.Integer(
        "Notice Before a Stop (days)",
        default=15,
        help="From the delivery of the written notice to the day gas is cut off.",
    )
    gas_arrival_metres = fields.Integer(
        "Arrived Within (m)",
        default=200,
        help="A crew that says it is on site further from the address gives a reason.",
    )

    def _gas_service_tax(self):
        """Return the tax of service work, included in the price.

        :raise UserError: none is chosen
        """
        self.ensure_one()
        if not self.gas_service_tax_id:
            raise UserError(
                self.env._(
                    "%s: choose the tax on service work in the settings of the company.",
                    self.name,
                )
            )
        return self.gas_service_tax_id

    def _gas_workorder_setup(self):
        """Create what invoices of service work need; safe to repeat."""
        for company in self.filtered(lambda each: not each.gas_service_tax_id):
            taxes = self.env["account.tax"].search(
                [
                    ("company_id", "=", company.id),
                    ("type_tax_use", "=", "sale"),
                    ("amount_type", "=", "percent"),
                    ("amount", "=", 6.0),
                ]
            )
            included = taxes.filtered("price_include")[:1]
            if taxes and not included:
                included = taxes[0].copy(
                    {
                        "name": self.env._("%g%% included", 6.0),
                        "price_include_override": "tax_included",
                    }
                )
            company.gas_service_tax_id = included
