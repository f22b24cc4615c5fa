from odoo import api, fields, models


class GasTestJob(models.Model):
    """Something that is reported, driven to, may have to wait, and gets done."""

    _name = "gas.test.job"
    _description = "Job to Test Promises With"
    _inherit = ["gas.promise.mixin"]
    _PROMISE_FACTS = ("site_id.risk",)

    name = fields.Char(required=True)
    kind = fields.Char()
    state = fields.Selection([("open", "Open"), ("done", "Done")], default="open")
    user_id = fields.Many2one("res.users")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    site_id = fields.Many2one("gas.test.site", index=True)
    grade = fields.Char(related="site_id.grade", store=True)
    is_grave = fields.Boolean(compute="_compute_is_grave", store=True)
    visited_on = fields.Datetime(compute="_compute_visited_on", store=True)
    reported_on = fields.Datetime()
    left_on = fields.Datetime()
    done_on = fields.Datetime()
    waiting_from = fields.Datetime()
    waiting_to = fields.Datetime()

    @api.depends("kind")
    def _compute_is_grave(self):
        for job in self:
            job.is_grave = job.kind == "fire"

    @api.depends("site_id.visit_ids.visited_on")
    def _compute_visited_on(self):
        for job in self:
            moments = job.site_id.visit_ids.mapped("visited_on")
            job.visited_on = min(filter(None, moments), default=False)
