from datetime import date, datetime, timedelta

from pytz import timezone, utc

from odoo import api, fields, models
from odoo.tools.date_utils import float_to_time
from odoo.tools.intervals import Intervals

from ..clock import WorkingTime

# So long before it begins, a year that nobody loaded is told: the State Council has
# announced the next year's holidays by the middle of November.
TOLD_BEFORE = timedelta(days=45)
# Promises whose deadlines are worked out anew together.
BATCH = 1000


class ResourceCalendar(models.Model):
    _name = "resource.calendar"
    _inherit = ["resource.calendar", "mail.thread", "mail.activity.mixin"]

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

    # Clocks follow the calendar

    def write(self, vals):
        result = super().write(vals)
        if "tz" in vals:
            self.env.registry.clear_cache()
        if vals.keys() & {"tz", "flexible_hours", "two_weeks_calendar"}:
            self._hours_changed()
        return result

    def _hours_changed(self):
        """Have the clocks that run in ``self`` set anew, once, before the commit."""
        if self:
            waiting = self.env.cr.precommit.data.setdefault("gas_promise_hours", set())
            if not waiting:
                self.env.cr.precommit.add(self._move_clocks)
            waiting.update(self._ids)

    @api.model
    def _move_clocks(self):
        """Set clocks by the calendars that have changed; ended ones keep theirs."""
        ids = self.env.cr.precommit.data.pop("gas_promise_hours", set())
        if not ids:
            return
        terms = (
            self.env["gas.promise.terms"].sudo().search([("policy_id", "!=", False)])
        )
        terms = terms.filtered(lambda each: each.content["calendar"] in ids)
        running = (
            self.env["gas.promise"]
            .sudo()
            .search([("terms_id", "in", terms.ids), ("is_open", "=", True)])
        )
        for begin in range(0, len(running), BATCH):
            running[begin : begin + BATCH]._update_clock()

    # Years

    @api.model
    def _cron_remind_of_years(self):
        """Tell those who look after promises of years that nobody has loaded.

        Of calendars that promises run in: of the year that it is, and in time of the
        one that comes. A provisional year is none.
        """
        policies = self.env["gas.promise.policy"].search([("calendar_id", "!=", False)])
        companies = self.env["res.company"].search(
            [("promise_calendar_id", "!=", False)]
        )
        for calendar in policies.calendar_id | companies.promise_calendar_id:
            company = calendar.company_id or self.env.company
            today = company._promise_today()
            loaded = calendar.year_ids.filtered(lambda year: not year.provisional)
            years = {today.year, (today + TOLD_BEFORE).year}
            if missing := years - set(loaded.mapped("year")):
                calendar._remind_of_year(min(missing), today)

    def _remind_of_year(self, year, today):
        kind = "gas_promise.activity_calendar_year"
        told = self.activity_search([kind]).user_id
        for user in self.env["gas.promise"]._administrators() - told:
            self.activity_schedule(
                kind,
                date_deadline=max(today, date(year - 1, 12, 31)),
                user_id=user.id,
                summary=self.with_context(lang=user.lang).env._(
                    "Load the public holidays of %(year)s into %(calendar)s: deadlines "
                    "would be wrong without them.",
                    year=str(year),
                    calendar=self.name,
                ),
            )
