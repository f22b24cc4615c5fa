from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError

OFFICERS = "hr.group_hr_user,gas_customer.gas_customer_group_administrator"


class HrEmployeeSkill(models.Model):
    """A certificate (证书) is entered by officers, never by who holds it.

    ``hr_skills`` lets every employee write all of their own skills; languages and the
    like stay theirs.
    """

    _name = "hr.employee.skill"
    _inherit = ["gas.due.mixin", "mail.thread", "hr.employee.skill"]
    _due_field = "valid_to"
    _due_days = 60

    # hr_skills proposes the day on which the server was started.
    valid_from = fields.Date(
        default=lambda self: self.env.company._promise_today(), tracking=True
    )
    valid_to = fields.Date(tracking=True)
    certificate_number = fields.Char(tracking=True)
    gas_station_id = fields.Many2one(
        "gas.area",
        "Service Station",
        compute="_compute_gas_station_id",
        store=True,
        index="btree_not_null",
    )

    @api.depends("employee_id.gas_station_id")
    def _compute_gas_station_id(self):
        for skill in self:
            skill.gas_station_id = skill.employee_id.gas_station_id

    def _get_passive_fields(self):
        return [*super()._get_passive_fields(), "certificate_number"]

    # Who may

    @api.model_create_multi
    def create(self, vals_list):
        skills = super().create(vals_list)
        skills._refuse_certificates()
        return skills

    def write(self, vals):
        self._refuse_certificates()
        result = super().write(vals)
        # A plain skill may have been made a certificate.
        self._refuse_certificates()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_by_officers(self):
        self._refuse_certificates()

    def _refuse_certificates(self):
        if self.env.su or self.env.user.has_groups(OFFICERS):
            return
        for skill in self.filtered("is_certification"):
            raise AccessError(
                self.env._(
                    "%(certificate)s of %(employee)s: certificates are entered, "
                    "changed and deleted by human resources or a gas administrator.",
                    certificate=skill.display_name,
                    employee=skill.employee_id.name,
                )
            )

    # Told of before it ends

    @api.model
    def _due_domain(self):
        return [
            *super()._due_domain(),
            ("is_certification", "=", True),
            ("employee_id.active", "=", True),
        ]

    def _worth_notifying(self):
        """Return those that were not renewed in time."""
        others = self.search(
            [
                ("employee_id", "in", self.employee_id.ids),
                ("skill_id", "in", self.skill_id.ids),
            ]
        )
        ends = {}
        for other in others:
            key = (other.employee_id, other.skill_id)
            ends[key] = max(ends.get(key, date.min), other.valid_to or date.max)
        return self.filtered(
            lambda skill: ends[skill.employee_id, skill.skill_id] <= skill.valid_to
        )

    def _due_user(self):
        return self.gas_station_id._person_in_charge(self.employee_id.company_id)

    def _due_message(self):
        return self.env._(
            "%(employee)s: the certificate %(certificate)s ends. Plan its renewal.",
            employee=self.employee_id.name,
            certificate=self.skill_id.name,
        )

    # Buttons

    def action_new_certificate(self):
        return self.browse().open_hr_employee_skill_modal()
