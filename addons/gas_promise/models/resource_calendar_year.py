import json
from datetime import date, time

from pytz import timezone

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import file_open

from ..tools import utc_moment


class ResourceCalendarYear(models.Model):
    """The public holidays and make-up working days of one year, as announced."""

    _name = "resource.calendar.year"
    _description = "Public Holidays of a Year"
    _order = "year desc, calendar_id"
    _rec_name = "year"

    calendar_id = fields.Many2one(
        "resource.calendar", required=True, index=True, ondelete="cascade"
    )
    year = fields.Integer(required=True, aggregator=None)
    source = fields.Char("Announced By")
    provisional = fields.Boolean(
        help="By law and calendar, before the notice of the State Council."
    )
    leave_ids = fields.One2many(
        "resource.calendar.leaves", "gas_year_id", "Holidays", readonly=True
    )
    makeup_ids = fields.One2many(
        "resource.calendar.makeup", "year_id", "Make-Up Working Days"
    )
    company_id = fields.Many2one(related="calendar_id.company_id", store=True)

    _one_per_year = models.UniqueIndex(
        "(calendar_id, year)", "This calendar has that year already."
    )

    @api.depends("year", "provisional")
    def _compute_display_name(self):
        for record in self:
            record.display_name = str(record.year)

    # Loading

    @api.private
    @api.model
    def load_file(self, document, calendar):
        """Put the year of a JSON document (str) into ``calendar``, instead of before.

        ``{"year": 2026, "source": "…", "provisional": false, "holidays": [{"name":
        "春节", "from": "2026-02-15", "to": "2026-02-23"}], "makeup": ["2026-02-14"]}``

        :raise UserError: the document is not like this; nothing has changed
        """
        self.check_access("create")
        try:
            content = json.loads(document)
            year = int(content["year"])
            holidays = [
                (each["name"], *map(date.fromisoformat, (each["from"], each["to"])))
                for each in content["holidays"]
            ]
            makeups = [date.fromisoformat(day) for day in content["makeup"]]
        except (ValueError, KeyError, TypeError) as error:
            raise UserError(
                self.env._(
                    "This is not a file of public holidays (%(error)s). Take the file "
                    "of another year as an example.",
                    error=repr(error),
                )
            ) from error
        self._refuse_odd_days(year, holidays, makeups)
        calendar.year_ids.filtered(lambda known: known.year == year).unlink()
        record = self.create(
            {
                "calendar_id": calendar.id,
                "year": year,
                "source": content.get("source"),
                "provisional": bool(content.get("provisional")),
                "makeup_ids": [
                    fields.Command.create({"calendar_id": calendar.id, "date": day})
                    for day in makeups
                ],
            }
        )
        self.env["resource.calendar.leaves"].sudo().create(
            [
                {
                    "name": name,
                    "calendar_id": calendar.id,
                    "date_from": record._moment(first, time.min),
                    "date_to": record._moment(last, time.max),
                    "gas_year_id": record.id,
                }
                for name, first, last in holidays
            ]
        )
        if not record.provisional:
            calendar.activity_unlink(["gas_promise.activity_calendar_year"])
        calendar._move_clocks()
        return record

    def unlink(self):
        """Let clocks follow: holidays and make-up days go by the database."""
        calendars = self.calendar_id
        result = super().unlink()
        calendars._hours_changed()
        return result

    @api.model
    def _load_shipped(self, calendar_id, path):
        """Load a file of this add-on, at its installation."""
        with file_open(path) as stream:
            self.load_file(
                stream.read(), self.env["resource.calendar"].browse(calendar_id)
            )

    def _refuse_odd_days(self, year, holidays, makeups):
        free = set()
        for name, first, last in holidays:
            if first > last or first.year != year:
                raise UserError(
                    self.env._(
                        "%(name)s: the days do not lie in %(year)s, or end before they "
                        "begin.",
                        name=name,
                        year=year,
                    )
                )
            free.update(
                date.fromordinal(day)
                for day in range(first.toordinal(), last.toordinal() + 1)
            )
        for day in makeups:
            if day in free or day.weekday() < 5:
                raise UserError(
                    self.env._(
                        "%s is not a weekend day to be worked: it is a holiday or a "
                        "working day.",
                        day,
                    )
                )

    def _moment(self, day, moment):
        """Return the naive UTC moment of a local one in this calendar."""
        zone = timezone(self.calendar_id.tz)
        return utc_moment(zone, day, moment.replace(microsecond=0))
