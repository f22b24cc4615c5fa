from odoo import api, fields, models


class FsmPerson(models.Model):
    """The file of a worker: his certificates, and the quality of his repairs."""

    _inherit = "fsm.person"

    certificate_ids = fields.Many2many(
        "hr.employee.skill", compute="_compute_certificate_ids"
    )
    quality_ids = fields.One2many("gas.repair.quality", "worker_id", "Repair Quality")
    measure_ids = fields.One2many("gas.quality.measure", "worker_id", "Measures")

    @api.depends("employee_id")
    def _compute_certificate_ids(self):
        certificates = self.env["hr.employee.skill"].search(
            [
                ("employee_id", "in", self.employee_id.ids),
                ("is_certification", "=", True),
            ],
            order="valid_to desc",
        )
        by_employee = certificates.grouped("employee_id")
        for person in self:
            person.certificate_ids = by_employee.get(person.employee_id._origin)
