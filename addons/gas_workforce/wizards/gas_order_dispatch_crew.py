from odoo import fields, models


class GasOrderDispatchCrew(models.TransientModel):
    _inherit = "gas.order.dispatch.crew"

    vehicle_id = fields.Many2one(related="team_id.vehicle_id")
    tools_warning = fields.Char(related="team_id.tools_warning")
