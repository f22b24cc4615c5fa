from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# The step that each step needs before it.
BEFORE = {"warning": "talk", "not_competent": "warning"}


class GasSanction(models.Model):
    """A step of the ladder: talk (批评教育), warning (告诫), not competent (不称职).

    A step needs the one before, of which the employee was notified not long ago.
    Source: S1 违诺处理, S3 7.3 (docs/domain/manuals.md).
    """

    _name = "gas.sanction"
    _description = "Sanction"
    _inherit = ["gas.staff.mixin", "mail.thread"]
    _order = "decided_on desc, id desc"

    step = fields.Selection(
        [
            ("talk", "Talk"),
            ("warning", "Warning"),
            ("not_competent", "Not Competent"),
        ],
        required=True,
        default="talk",
    )
    grounds = fields.Text(required=True)
    decided_on = fields.Date(
        required=True, default=lambda self: self.env.company._promise_today()
    )
    decided_by_id = fields.Many2one(
        "res.users", required=True, default=lambda self: self.env.user
    )
    notified_on = fields.Date(readonly=True, copy=False, tracking=True)

    @api.depends("employee_id", "step")
    def _compute_display_name(self):
        steps = self._selection_labels("step")
        for sanction in self:
            names = (sanction.employee_id.name, steps.get(sanction.step))
            sanction.display_name = " · ".join(filter(None, names))

    @api.constrains("employee_id", "step", "decided_on")
    def _check_ladder(self):
        earlier = self.sudo().search(
            [("employee_id", "in", self.employee_id.ids), ("notified_on", "!=", False)]
        )
        steps = self._selection_labels("step")
        for sanction in self.filtered(lambda each: each.step in BEFORE):
            months = sanction.company_id.gas_sanction_months
            since = sanction.decided_on - relativedelta(months=months)
            before = BEFORE[sanction.step]
            if any(
                each.employee_id == sanction.employee_id
                and each.step == before
                and since <= each.notified_on <= sanction.decided_on
                for each in earlier
            ):
                continue
            raise ValidationError(
                self.env._(
                    "%(employee)s: “%(step)s” needs “%(before)s” before it, told "
                    "within the last %(months)d months.",
                    employee=sanction.employee_id.name,
                    step=steps[sanction.step],
                    before=steps[before],
                    months=months,
                )
            )

    @api.constrains("decided_on")
    def _check_not_in_future(self):
        today = self.env.company._promise_today()
        for sanction in self:
            if sanction.decided_on > today:
                raise ValidationError(
                    self.env._(
                        "%(sanction)s: %(day)s lies in the future. Check the date.",
                        sanction=sanction.display_name,
                        day=sanction.decided_on,
                    )
                )

    def write(self, vals):
        self._refuse_notified()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_notified(self):
        self._refuse_notified()

    def _refuse_notified(self):
        for sanction in self:
            if sanction.notified_on:
                raise UserError(
                    self.env._(
                        "%s was told and stays as it is: the next step may rest on it.",
                        sanction.display_name,
                    )
                )

    def action_notify(self):
        """Note that the employee was told today."""
        self._write_as_server({"notified_on": self.env.company._promise_today()})
