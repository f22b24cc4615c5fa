from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    gas_archive_check_months = fields.Integer(
        "Check Customer Data Every (months)",
        default=24,
        help="Households whose data nobody has checked for longer are listed.",
    )

    _gas_archive_check_months_positive = models.Constraint(
        "CHECK (gas_archive_check_months > 0)",
        "Data is checked at least once in a number of months: enter 1 or more.",
    )
