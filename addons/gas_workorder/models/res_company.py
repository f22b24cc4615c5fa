from datetime import timedelta

from pytz import utc

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.gas_promise.tools import naive_utc


class ResCompany(models.Model):
    _inherit = "res.company"

    gas_free_revisit_days = fields.Integer(
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
    gas_follow_up_call_days = fields.Integer(
        "Customers Called After (days)",
        default=3,
        help="After a repair is done, the customer is asked whether it holds.",
    )
    gas_slots_per_half_day = fields.Integer(
        "Appointments of a Crew in Half a Day",
        default=3,
        help="So many are offered to customers; emergencies do not count.",
    )

    _gas_slots_positive = models.Constraint(
        "CHECK (gas_slots_per_half_day > 0)",
        "A crew keeps at least one appointment in half a day.",
    )

    def _gas_half_days(self, days):
        """Return [(start, end)] (naive UTC) of the office, from today on."""
        first = self._promise_today()
        return self._gas_half_days_of(first, first + timedelta(days - 1))

    def _gas_half_days_of(self, first, last):
        """Return [(start, end)] (naive UTC) of the office, from one day to another.

        A company without an office calendar has none.
        """
        calendar = self.sudo().promise_calendar_id
        if not calendar:
            return []
        span = self._promise_span(first, last)
        found = calendar._work_intervals_batch(*map(utc.localize, span))[False]
        return [(naive_utc(start), naive_utc(end)) for start, end, _work in found]

    def _gas_service_tax(self):
        """Return the tax of service work, included in the price.

        :raise UserError: none is chosen
        """
        self.ensure_one()
        if not self.gas_service_tax_id:
            raise UserError(
                self.env._(
                    "%s: choose the tax on service work in the company's settings.",
                    self.name,
                )
            )
        return self.gas_service_tax_id

    def _gas_workorder_setup(self):
        """Create what invoices of service work need; safe to repeat."""
        for company in self.filtered(lambda each: not each.gas_service_tax_id):
            company.gas_service_tax_id = included_tax(company, 6.0, create=True)


def included_tax(company, percent, *, create=False):
    """Return the sales tax of ``percent`` that is included in the price, or none.

    ``create``: make it of the one that is not included, where there is one.
    """
    taxes = company.env["account.tax"].search(
        [
            ("company_id", "=", company.id),
            ("type_tax_use", "=", "sale"),
            ("amount_type", "=", "percent"),
            ("amount", "=", percent),
        ]
    )
    included = taxes.filtered("price_include")[:1]
    if create and taxes and not included:
        included = taxes[0].copy(
            {
                "name": company.env._("%g%% included", percent),
                "description": False,
                "price_include_override": "tax_included",
            }
        )
        # Whoever sets it up, everybody reads it in their own language.
        for lang, _name in company.env["res.lang"].get_installed():
            local = included.with_context(lang=lang)
            local.name = local.env._("%g%% included", percent)
    return included
