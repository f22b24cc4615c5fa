from odoo import fields, models


class GasTestSite(models.Model):
    """Where a job is: what is said of the place holds for its jobs."""

    _name = "gas.test.site"
    _description = "Site to Test Promises With"

    name = fields.Char(required=True)
    grade = fields.Char()
    risk = fields.Char()
    user_id = fields.Many2one("res.users")
    visit_ids = fields.One2many("gas.test.visit", "site_id")


class GasTestVisit(models.Model):
    """Somebody who was there."""

    _name = "gas.test.visit"
    _description = "Visit to Test Promises With"

    site_id = fields.Many2one("gas.test.site", required=True, index=True)
    visited_on = fields.Datetime()
