from odoo import api, fields, models

from ..tables.text import digits_of_phone


class GasCustomerPhone(models.Model):
    """A further phone of a customer: the contact card itself holds only one."""

    _name = "gas.customer.phone"
    _description = "Further Phone of a Customer"
    _order = "id"
    _rec_name = "number"

    partner_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade"
    )
    number = fields.Char(required=True)
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
