from odoo import fields, models


class GasEmergencyContact(models.Model):
    """Whom to ring up outside the house: fire, police, hospital, city office (联动)."""

    _name = "gas.emergency.contact"
    _description = "Emergency Contact"
    _order = "kind, sequence, id"
    _rec_names_search = ["name", "phone"]
    _check_company_auto = True

    name = fields.Char(required=True)
    kind = fields.Selection(
        [
            ("authority", "City Office in Charge of Gas"),
            ("emergency", "Emergency Management"),
            ("fire", "Fire Brigade"),
            ("police", "Police"),
            ("hospital", "Hospital"),
            ("utility", "Power, Water, Telecoms"),
            ("media", "Media"),
            ("other", "Other"),
        ],
        required=True,
    )
    sequence = fields.Integer(default=10)
    phone = fields.Char(required=True, help="Answered day and night.")
    other_phone = fields.Char()
    person = fields.Char("Contact Person")
    station_id = fields.Many2one(
        "gas.area",
        "Service Station",
        index="btree_not_null",
        domain="[('kind', '=', 'station')]",
        check_company=True,
        help="Empty: for all of the company.",
    )
    note = fields.Text()
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
