from odoo import api, fields, models


class FsmTeam(models.Model):
    """What a crew drives and carries, and what of it is not to be worked with."""

    _inherit = "fsm.team"

    vehicle_id = fields.Many2one("fleet.vehicle", index="btree_not_null")
    equipment_ids = fields.One2many(
        "maintenance.equipment", "gas_team_id", "Tools and Instruments"
    )
    tools_warning = fields.Char("Tools Overdue", compute="_compute_tools_warning")

    @api.depends(
        "equipment_ids.calibration_due",
        "equipment_ids.calibration_result",
        "equipment_ids.scrap_date",
    )
    def _compute_tools_warning(self):
        tools = self.env["maintenance.equipment"].sudo()
        overdue = tools.search(
            [("gas_team_id", "in", self.ids), *tools._overdue_domain()]
        ).grouped("gas_team_id")
        for team in self:
            team.tools_warning = " · ".join(
                tool._overdue_words() for tool in overdue.get(team._origin, ())
            )
