from odoo import api, fields, models
from odoo.exceptions import UserError


class GasDutyAddendum(models.Model):
    """What turned out after a report was sent: by whom, and when."""

    _name = "gas.duty.addendum"
    _description = "Addendum to a Report"
    _inherit = ["gas.append.only.mixin"]
    _order = "id"
    _rec_name = "words"

    report_id = fields.Many2one(
        "gas.duty.report", "Duty Report", required=True, index=True, ondelete="restrict"
    )
    words = fields.Text("Addition", required=True)
    create_uid = fields.Many2one("res.users", "Written By", readonly=True)
    create_date = fields.Datetime("Added On", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        addenda = super().create(vals_list)
        for report in addenda.report_id:
            if report.state != "sent":
                raise UserError(
                    self.env._(
                        "%s is not sent yet: change its words instead.", report.name
                    )
                )
        return addenda

    def _way_to_correct(self):
        return self.env._("An addendum stays as it was written: write another one.")
