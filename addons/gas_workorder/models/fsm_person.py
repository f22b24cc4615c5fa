from odoo import api, fields, models


class FsmPerson(models.Model):
    """Somebody who is sent: an employee, with what they may do."""

    _inherit = "fsm.person"
    _gas_walled = True

    employee_id = fields.Many2one(
        "hr.employee", "Employee's Card", index="btree_not_null", ondelete="restrict"
    )
    gas_station_id = fields.Many2one(
        related="team_id.station_id", store=True, index=True, string="Service Station"
    )

    _one_per_employee = models.UniqueIndex(
        "(employee_id) WHERE employee_id IS NOT NULL",
        "This employee is a worker already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Use an employee's own address as the worker's: one person, one contact."""
        employees = self.env["hr.employee"].sudo()
        for vals in vals_list:
            employee = employees.browse(vals.get("employee_id"))
            if employee and not vals.get("partner_id"):
                vals["partner_id"] = employee.work_contact_id.id
        return super().create(vals_list)
