from odoo import fields, models


class GasTestJob(models.Model):
    """Something that is reported, driven to, may have to wait, and gets done."""

    _name = "gas.test.job"
    _description = "Job to Test Promises With"
    _inherit = ["gas.promise.mixin"]

    name = fields.Char(required=True)
    kind = fields.Char()
    user_id = fields.Many2one("res.users")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    reported_on = fields.Datetime()
    left_on = fields.Datetime()
    done_on = fields.Datetime()
    waiting_from = fields.Datetime()
    waiting_to = fields.Datetime()
