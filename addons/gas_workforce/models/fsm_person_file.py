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
        held = self._certificates(
            [
                ("skill_id", "in", certificates.ids),
                ("valid_from", "<=", day),
                "|",
                ("valid_to", "=", False),
                ("valid_to", ">=", day),
            ]
        )
        missing = {person: certificates - held[person] for person in self}
        return {person: skills for person, skills in missing.items() if skills}

    def _ended_certificates(self, day):
        """Return {fsm.person: certificates that ended before ``day``, not renewed}."""
        certificates = self._certificates([])
        valid = self._certificates(
            ["|", ("valid_to", "=", False), ("valid_to", ">=", day)]
        )
        ended = {person: certificates[person] - valid[person] for person in self}
        return {person: skills for person, skills in ended.items() if skills}

    def _certificates(self, domain):
        """Return {fsm.person: hr.skill of the certificates that are in ``domain``}."""
        employees = self.sudo().employee_id
        held = dict(
            self.env["hr.employee.skill"]
            .sudo()
            ._read_group(
                [
                    ("employee_id", "in", employees.ids),
                    ("is_certification", "=", True),
                    *domain,
                ],
                ["employee_id"],
                ["skill_id:recordset"],
            )
        )
        none = self.env["hr.skill"]
        return {
            person: none.browse(held.get(person.sudo().employee_id, none).ids)
            for person in self
        }
