from odoo import fields, models
from odoo.tools import SQL


class GasPromiseReport(models.Model):
    _inherit = "gas.promise.report"

    station_id = fields.Many2one("gas.area")

    def _select(self):
        return SQL("%s, promise.station_id", super()._select())
