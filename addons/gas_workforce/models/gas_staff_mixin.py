from odoo import api, fields, models
from odoo.exceptions import AccessError


class GasStaffMixin(models.AbstractModel):
    """What is said of an employee: they see it, and who answers for the station.

    ``_JUDGED``: the fields that nobody enters about themselves; empty: all of them.
    """

    _name = "gas.staff.mixin"
    _description = "Record About an Employee"
    _JUDGED = frozenset()

    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, ondelete="restrict"
    )
    # Computed: a related field would be for officers of human resources only, as is
    # the field that it shows.
    station_id = fields.Many2one(
        "gas.area",
        "Service Station",
        compute="_compute_station_id",
        store=True,
        index=True,
    )
    company_id = fields.Many2one(related="employee_id.company_id", store=True)

    @api.depends("employee_id.gas_station_id")
    def _compute_station_id(self):
        for record in self:
            record.station_id = record.employee_id.gas_station_id

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for record, vals in zip(records, vals_list, strict=True):
            record._refuse_of_oneself(vals)
        return records

    def write(self, vals):
        self._refuse_of_oneself(vals)
        result = super().write(vals)
        self._refuse_of_oneself(vals)
        return result

    def _refuse_of_oneself(self, vals):
        judged = self._JUDGED or vals.keys()
        if self.env.su or not any(vals.get(name) for name in judged):
            return
        if self.env.user in self.sudo().employee_id.user_id:
            raise AccessError(
                self.env._(
                    "%s: nobody judges themselves. Ask the head of your station, or "
                    "human resources.",
                    self.env["ir.model"]._get(self._name).name,
                )
            )
