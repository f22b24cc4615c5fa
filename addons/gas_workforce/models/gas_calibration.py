from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GasCalibration(models.Model):
    """That an instrument was calibrated, or a key device tested: when, by whom, how."""

    _name = "gas.calibration"
    _description = "Calibration or Test"
    _order = "done_on desc, id desc"
    _rec_name = "equipment_id"

    equipment_id = fields.Many2one(
        "maintenance.equipment",
        "Tool or Device",
        required=True,
        index=True,
        ondelete="cascade",
    )
    done_on = fields.Date(
        required=True, default=lambda self: self.env.company._promise_today()
    )
    done_by = fields.Char(required=True, help="The institute, or who has tested it.")
    result = fields.Selection(
        [("passed", "Passed"), ("failed", "Failed")], required=True, default="passed"
    )
    next_due = fields.Date(
        compute="_compute_next_due",
        store=True,
        readonly=False,
        help="What has failed is due at once.",
    )
    number = fields.Char("Certificate Number")
    file = fields.Binary("Certificate", attachment=True)
    file_name = fields.Char()
    note = fields.Char()
    station_id = fields.Many2one(
        related="equipment_id.gas_station_id", store=True, index=True
    )
    company_id = fields.Many2one(related="equipment_id.company_id", store=True)

    _dates_in_order = models.Constraint(
        "CHECK (done_on <= next_due)", "The next one comes after this one."
    )

    @api.depends("done_on", "result", "equipment_id")
    def _compute_next_due(self):
        for calibration in self:
            months = calibration.equipment_id.calibration_months
            if calibration.result == "failed":
                calibration.next_due = calibration.done_on
            elif calibration.done_on and months:
                calibration.next_due = calibration.done_on + relativedelta(
                    months=months
                )
            else:
                calibration.next_due = calibration.next_due

    @api.constrains("done_on")
    def _check_not_in_future(self):
        today = self.env.company._promise_today()
        for calibration in self:
            if calibration.done_on > today:
                raise ValidationError(
                    self.env._(
                        "%(equipment)s: %(day)s lies in the future. Check the date.",
                        equipment=calibration.equipment_id.display_name,
                        day=calibration.done_on,
                    )
                )
