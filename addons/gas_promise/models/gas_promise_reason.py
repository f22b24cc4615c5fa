from odoo import fields, models


class GasPromiseReason(models.Model):
    """Why a clock stood still, or why a promise does not count."""

    _name = "gas.promise.reason"
    _description = "Reason for a Pause or an Exemption"
    _order = "kind, sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [("pause", "Pause"), ("exemption", "Exemption")], required=True
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
