from odoo import api, fields, models


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    gas_year_id = fields.Many2one(
        "resource.calendar.year", index="btree_not_null", ondelete="cascade"
    )

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._calendars()._hours_changed()
        return leaves

    def write(self, vals):
        before = self._calendars()
        result = super().write(vals)
        (before | self._calendars())._hours_changed()
        return result

    def unlink(self):
        calendars = self._calendars()
        result = super().unlink()
        calendars._hours_changed()
        return result

    def _calendars(self):
        """Return the calendars that ``self`` are days off in; not those of a person."""
        common = self.filtered(lambda leave: not leave.resource_id)
        calendars = common.calendar_id
        # A leave without a calendar is one of all.
        companies = common.filtered(lambda leave: not leave.calendar_id).company_id
        if companies:
            calendars |= calendars.sudo().search(
                [("company_id", "in", [False, *companies.ids])]
            )
        return calendars
