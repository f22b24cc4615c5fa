from odoo import api, fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    gas_worker_ids = fields.One2many(
        "fsm.person", "employee_id", "Worker's Card", groups="hr.group_hr_user"
    )
    gas_station_id = fields.Many2one(
        "gas.area",
        "Service Station",
        compute="_compute_gas_station_id",
        store=True,
        index="btree_not_null",
        groups="hr.group_hr_user",
    )

    @api.depends("gas_worker_ids.gas_station_id", "user_id.gas_area_ids.station_id")
    def _compute_gas_station_id(self):
        """Tell the crew's station; without a crew, the one station they work for."""
        for employee in self:
            stations = employee.user_id.gas_area_ids.station_id
            employee.gas_station_id = employee.gas_worker_ids.gas_station_id[:1] or (
                stations if len(stations) == 1 else False
            )
