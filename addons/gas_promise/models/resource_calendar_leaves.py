from odoo import fields, models


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    gas_year_id = fields.Many2one(
        "resource.calendar.year", index="btree_not_null", ondelete="cascade"
    )
