from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    gas_contract_ids = fields.One2many(
        "gas.contract", "partner_id", string="Gas Contracts"
    )
    gas_phone_ids = fields.One2many(
        "gas.customer.phone", "partner_id", string="Further Phones"
    )
    # Field groups, not a view's: RPC, export and grouping are closed as well.
    gas_identity_number = fields.Char(
        "ID Number",
        copy=False,
        groups="gas_customer.gas_customer_group_identity",
        help="Citizen ID, or the unified social credit code of a company.",
    )
    gas_identity_masked = fields.Char(
        "ID Number (masked)", compute="_compute_gas_identity_masked", compute_sudo=True
    )
    gas_any_text = fields.Char(
        "Name, phone, household number, meter or address",
        compute="_compute_gas_any_text",
        search="_search_gas_any_text",
    )

    @api.depends("gas_identity_number")
    def _compute_gas_identity_masked(self):
        for partner in self:
            number = partner.gas_identity_number or ""
            hidden = max(len(number) - 7, 0)
            partner.gas_identity_masked = (
                number[:3] + "*" * hidden + number[3 + hidden :] if number else False
            )

    def _compute_gas_any_text(self):
        self.gas_any_text = False  # it is there to be searched

    @api.model
    def _search_gas_any_text(self, operator, value):
        if operator == "in":
            return Domain.OR(self._search_gas_any_text("ilike", text) for text in value)
        if operator != "ilike":
            return NotImplemented
        return (
            Domain("name", "ilike", value)
            | Domain("phone_sanitized", "ilike", value)
            | Domain("gas_contract_ids", "any", [("any_text", "ilike", value)])
        )
