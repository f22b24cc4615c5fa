from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    gas_duty_early_minutes = fields.Integer(
        "On Duty Before the Shift (minutes)",
        default=10,
        help="Whoever comes later than this before the shift is late.",
    )
    gas_duty_log_urgency = fields.Selection(
        [
            ("emergency", "Emergencies"),
            ("urgent", "Emergencies and Urgent Work"),
        ],
        "Orders in the Duty Log",
        required=True,
        default="emergency",
        help="Each step of these orders writes itself into the duty log.",
    )
