from odoo import fields, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    _inherit = "res.company"

    gas_journal_id = fields.Many2one(
        "account.journal", "Gas Bills Journal", domain="[('type', '=', 'sale')]"
    )
    gas_due_days = fields.Integer(
        "Days to Pay a Gas Bill",
        default=30,
        help="From the bill's date; the contract or the city's rule says how many.",
    )

    def _gas_billing_setup(self):
        """Create what gas bills need in a company that keeps books; safe to repeat."""
        self._gas_raise_precision()
        for company in self:
            if not company.gas_journal_id:
                company.gas_journal_id = company._gas_create_journal()
            company._gas_tax(9.0, create=True)
            company._gas_settle_cash_at_once()

    def _gas_raise_precision(self):
        """Raise Odoo's precision: gas has prices of four decimals, volumes of three."""
        for xml_id, digits in (
            ("product.decimal_price", 4),
            ("uom.decimal_product_uom", 3),
        ):
            precision = self.env.ref(xml_id)
            if precision.digits < digits:
                precision.digits = digits

    def _gas_create_journal(self):
        sales = self.env["account.journal"].search(
            [("company_id", "=", self.id), ("type", "=", "sale")], limit=1
        )
        return self.env["account.journal"].create(
            {
                "name": self.env._("Gas Bills"),
                "code": "GAS",
                "type": "sale",
                "company_id": self.id,
                "default_account_id": sales.default_account_id.id,
                "refund_sequence": True,
            }
        )

    def _gas_settle_cash_at_once(self):
        """Book cash without an outstanding account: over the counter it is money."""
        lines = self.env["account.payment.method.line"].search(
            [
                ("journal_id.type", "=", "cash"),
                ("journal_id.company_id", "=", self.id),
                ("payment_account_id", "=", False),
                ("payment_type", "=", "inbound"),
            ]
        )
        for line in lines:
            line.payment_account_id = line.journal_id.default_account_id

    def _gas_tax(self, percent, *, create=False):
        """Return the sales tax of ``percent`` that is included in the price.

        :raise UserError: there is none (and ``create`` is not asked for)
        """
        self.ensure_one()
        if tax := included_tax(self, percent, create=create):
            return tax
        raise UserError(
            self.env._(
                "%(company)s has no sales tax of %(percent)g %% that is included in "
                "the price. Create it in the Invoicing app under Configuration / "
                "Taxes.",
                company=self.name,
                percent=percent,
            )
        )


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
