from pytz import timezone, utc

from odoo import fields, models


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
        return timezone(self.sudo().promise_calendar_id.tz or "Asia/Shanghai")

    def _promise_today(self):
        """Return the day that it is on the company's clock."""
        return self._promise_local(fields.Datetime.now()).date()

    def _promise_local(self, moment):
        """Return a moment (naive UTC) as it is on the company's clock."""
        return utc.localize(moment).astimezone(self._promise_zone())
