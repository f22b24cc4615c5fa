from datetime import datetime, timedelta

from pytz import timezone, utc

from odoo import fields, models
from odoo.tools.date_utils import float_to_time
from odoo.tools.intervals import Intervals

from ..clock import WorkingTime


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    makeup_ids = fields.One2many("resource.calendar.makeup", "calendar_id")
    year_ids = fields.One2many("resource.calendar.year", "calendar_id", "Years")

    def _attendance_intervals_batch(
        self, start_dt, end_dt, resources=None, domain=None, tz=None, lunch=False
    ):
        """Add the days off that are worked instead of others (调休)."""
        result = super()._attendance_intervals_batch(
            start_dt, end_dt, resources, domain, tz, lunch
        )
        # Days are counted where they are: one more on each side.
        first = start_dt.astimezone(utc).date() - timedelta(days=1)
        last = end_dt.astimezone(utc).date() + timedelta(days=1)
        makeups = self.makeup_ids.filtered(lambda day: first <= day.date <= last)
        if not makeups or lunch or self.flexible_hours:
            return result
        for resource in {*(resources or []), self.env["resource.resource"]}:
            zone = tz or timezone((resource or self).tz)
            worked = [
                (
                    max(start_dt, zone.localize(datetime.combine(day.date, begin))),
                    min(end_dt, zone.localize(datetime.combine(day.date, end))),
                    attendance,
                )
                for day in makeups
                for attendance in day._attendances()
                for begin, end in [
                    (
                        float_to_time(attendance.hour_from),
                        float_to_time(attendance.hour_to),
                    )
                ]
            ]
            worked = [each for each in worked if each[0] < each[1]]
            if worked:
                result[resource.id] = Intervals(
                    [*result[resource.id], *worked], keep_distinct=True
                )
        return result

    def _working_time(self, company):
        """Return the ``clock.WorkingTime`` of a calendar; of none, all of the time.

        Without a calendar, days are those of ``company``.
        """
        if not self:
            return WorkingTime(company._promise_zone())

        def fetch(start, end):
            found = self._work_intervals_batch(start, end)[False]
            return [(begin, until) for begin, until, _attendance in found]

        return WorkingTime(timezone(self.tz), fetch)
