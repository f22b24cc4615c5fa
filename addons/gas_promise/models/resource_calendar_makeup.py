from odoo import api, fields, models


class ResourceCalendarMakeup(models.Model):
    """A Saturday or Sunday that is worked like a weekday, by public notice.

    Odoo's attendances know days of the week and no dates.
    """

    _name = "resource.calendar.makeup"
    _description = "Make-Up Working Day"
    _order = "date"
    _rec_name = "date"

    calendar_id = fields.Many2one(
        "resource.calendar", required=True, index=True, ondelete="cascade"
    )
    year_id = fields.Many2one(
        "resource.calendar.year", index="btree_not_null", ondelete="cascade"
    )
    date = fields.Date(required=True)
    like_day = fields.Selection(
        selection=lambda self: self._weekdays(),
        string="Working Hours Of",
        required=True,
        default="0",
    )

    _one_per_day = models.UniqueIndex(
        "(calendar_id, date)", "This day is a make-up working day already."
    )

    def _weekdays(self):
        return self.env["resource.calendar.attendance"]._selection_values("dayofweek")

    def _attendances(self):
        return self.calendar_id.attendance_ids.filtered(
            lambda a: (
                a.dayofweek == self.like_day
                and a.day_period != "lunch"
                and not a.display_type
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        days = super().create(vals_list)
        days.calendar_id._hours_changed()
        return days

    def write(self, vals):
        before = self.calendar_id
        result = super().write(vals)
        (before | self.calendar_id)._hours_changed()
        return result

    def unlink(self):
        calendars = self.calendar_id
        result = super().unlink()
        calendars._hours_changed()
        return result
