from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    gas_incident_metres = fields.Integer(
        "Same Incident Within (m)",
        default=300,
        help="An emergency so near to an open incident joins it.",
    )
    gas_incident_hours = fields.Integer(
        "Same Incident Within (hours)",
        default=12,
        help="Later calls are another event.",
    )
    gas_interruption_notice_hours = fields.Integer(
        "Notice of a Planned Interruption (hours)",
        default=48,
        help="From the last building that is told to the hour gas is off.",
    )
