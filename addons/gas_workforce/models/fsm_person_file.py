from odoo import api, fields, models


class FsmPerson(models.Model):
    """The file of a worker: certificates, and the quality of repairs."""

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

    def _missing_certificates(self, certificates, day):
        """Return {fsm.person: those of ``certificates`` not held on ``day``}.

        One that ends before that day counts as none.
        """
        held = {}
        rows = (
            self.env["hr.employee.skill"]
            .sudo()
            .search_fetch(
                [
                    ("employee_id", "in", self.sudo().employee_id.ids),
                    ("skill_id", "in", certificates.ids),
                    ("valid_from", "<=", day),
                    "|",
                    ("valid_to", "=", False),
                    ("valid_to", ">=", day),
                ],
                ["employee_id", "skill_id"],
            )
        )
        for row in rows:
            held.setdefault(row.employee_id, set()).add(row.skill_id.id)
        found = {}
        for person in self:
            mine = held.get(person.sudo().employee_id, set())
            if missing := certificates.browse(
                skill.id for skill in certificates if skill.id not in mine
            ):
                found[person] = missing
        return found
