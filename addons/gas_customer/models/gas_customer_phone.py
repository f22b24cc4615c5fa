from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tables.text import digits_of_phone, phone_kind


class GasCustomerPhone(models.Model):
    """A further phone of a customer: the contact card itself holds only one."""

    _name = "gas.customer.phone"
    _description = "Further Phone of a Customer"
    _order = "id"
    _rec_name = "number"

    partner_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade"
    )
    number = fields.Char("Phone Number", required=True)
    digits = fields.Char(compute="_compute_digits", store=True, precompute=True)
    note = fields.Char(help="Whose phone it is, for example a neighbour's.")

    _number_uniq = models.UniqueIndex(
        "(partner_id, digits)",
        "This customer already has this phone: one entry is enough.",
    )

    @api.depends("number")
    def _compute_digits(self):
        for phone in self:
            phone.digits = digits_of_phone(phone.number)

    @api.constrains("number")
    def _check_number(self):
        for phone in self:
            if not phone_kind(phone.number):
                raise ValidationError(phone.partner_id._phone_refusal(phone.number))

    @api.model_create_multi
    def create(self, vals_list):
        phones = super().create(vals_list)
        phones._keep_changes({}, phones.mapped("number"))
        return phones

    def write(self, vals):
        before = {phone: phone.number for phone in self}
        result = super().write(vals)
        self._keep_changes(before, self.mapped("number"))
        return result

    def unlink(self):
        self._keep_changes({phone: phone.number for phone in self}, [""] * len(self))
        return super().unlink()

    def _keep_changes(self, before, after):
        """Keep that the numbers ``before`` ({phone: number}) became ``after``."""
        live_sudo = self.partner_id.sudo()._facts_live()
        self.partner_id._keep_facts(
            [
                (phone.partner_id.sudo(), "gas_phone_ids", before.get(phone, ""), new)
                for phone, new in zip(self, after, strict=True)
                if phone.partner_id in live_sudo
            ]
        )

    def _tells_of_people(self, name):
        return bool(self)
