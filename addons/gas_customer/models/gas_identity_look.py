from odoo import fields, models


class GasIdentityLook(models.Model):
    """Somebody was shown an ID number: who, whose, when and why.

    Who and when are its creator and creation. Made by res.partner alone.
    """

    _name = "gas.identity.look"
    _description = "Look at an ID Number"
    _order = "id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    reason = fields.Char(required=True, readonly=True)
    create_uid = fields.Many2one("res.users", "Viewed By", readonly=True, index=True)
    create_date = fields.Datetime("Viewed On", readonly=True, index=True)

    def _tells_of_people(self, name):
        return bool(self)
