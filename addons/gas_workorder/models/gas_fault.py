from odoo import fields, models


class GasFault(models.Model):
    """What can be wrong (故障类别): by it, a repeated repair is known as one."""

    _name = "gas.fault"
    _description = "Kind of Fault"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    size = fields.Selection(
        [("small", "Minor Fault"), ("big", "Major Fault")],
        "Usual Size",
        help="Small faults are repaired within hours, big ones within a day.",
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "Another kind of fault has this code.")
