from datetime import time, timedelta

from pytz import timezone, utc

from odoo import fields, models, tools
from odoo.tools.misc import format_datetime

from ..tools import utc_moment


class ResCompany(models.Model):
    _inherit = "res.company"

    promise_calendar_id = fields.Many2one(
        "resource.calendar",
        "Office Calendar",
        default=lambda self: self.env.ref(
            "gas_promise.resource_calendar_office", raise_if_not_found=False
        ),
        help="Days and shifts of promises are counted in its time zone.",
    )

    def _promise_zone(self):
        """Return the time zone that the company lives in."""
        return timezone(self._promise_zone_name())

    # Nearly everything asks for the day: not by two queries each time.
    @tools.ormcache("self.id")
    def _promise_zone_name(self):
        return self.sudo().promise_calendar_id.tz or "Asia/Shanghai"

    def write(self, vals):
        result = super().write(vals)
        if "promise_calendar_id" in vals:
            self.env.registry.clear_cache()
        return result

    def _promise_today(self):
        """Return the day that it is on the company's clock."""
        return self._promise_local(fields.Datetime.now()).date()

    def _promise_local(self, moment):
        """Return a moment (naive UTC) as it is on the company's clock."""
        return utc.localize(moment).astimezone(self._promise_zone())

    def _promise_words(self, moment):
        """Return a moment (naive UTC) in words, as it is on the company's clock.

        Whoever reads it: a user without a time zone would read that of Greenwich.
        """
        return format_datetime(self.env, moment, tz=self._promise_zone().zone)

    def _promise_moment(self, day, clock=time.min):
        """Return when it is ``clock`` on ``day`` on the company's clock (naive UTC)."""
        return utc_moment(self._promise_zone(), day, clock)

    def _promise_span(self, first=None, last=None):
        """Return the beginning and the end (naive UTC) of the company's days.

        ``first``: today, if none is given; ``last``: the same day as the first.
        """
        first = first or self._promise_today()
        after = (last or first) + timedelta(1)
        return self._promise_moment(first), self._promise_moment(after)
