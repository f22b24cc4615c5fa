from odoo import fields, models


class GasPromise(models.Model):
    _inherit = "gas.promise"

    station_id = fields.Many2one("gas.area", index="btree_not_null")
