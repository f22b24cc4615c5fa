import logging
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.gas_promise.tools import one_by_one

_logger = logging.getLogger(__name__)


class GasDueMixin(models.AbstractModel):
    """Tells somebody in time that a day comes: once for each record and day.

    ``_due_field``: the name of the day; when it moves, it is told of anew.
    ``_due_days``: how long before.
    """

    _name = "gas.due.mixin"
    _description = "Reminder of a Due Day"
    _inherit = ["mail.activity.mixin"]
    _due_field = None
    _due_days = 30

    notified_for = fields.Date(readonly=True, copy=False)
    is_notified = fields.Boolean(compute="_compute_is_notified", store=True)

    @api.depends(lambda self: ["notified_for", *filter(None, [self._due_field])])
    def _compute_is_notified(self):
        for record in self:
            day = record[self._due_field]
            record.is_notified = day and record.notified_for == day

    @api.model
    def _due_domain(self):
        """Return what is to be told of today."""
        last = self.env.company._promise_today() + timedelta(self._due_days)
        return [(self._due_field, "<=", last), ("is_notified", "=", False)]

    def _worth_notifying(self):
        """Return those of ``self`` that somebody has to act on."""
        return self

    def _due_user(self):
        """Return who is told."""
        raise NotImplementedError

    def _due_message(self):
        """Return what that user is told (str), in the language of the environment."""
        raise NotImplementedError

    @api.model
    def _cron_notify(self, batch_size=100):
        """Tell of one batch; Odoo calls again while something remains."""
        domain = self._due_domain()
        batch = self.search(
            domain, order=f"{self._due_field}, id", limit=batch_size
        ).try_lock_for_update(allow_referencing=True)
        worth = batch._worth_notifying()
        errors = one_by_one(worth, lambda records: records._notify())
        # What could not be told of today is tried again tomorrow.
        done = batch - self.union(*errors)
        for day, records in done.grouped(self._due_field).items():
            records.notified_for = day
        _logger.info("%s: told of %d days that come", self._name, len(worth & done))
        self.env["ir.cron"]._commit_progress(
            len(done), remaining=self.search_count(domain) - len(errors)
        )

    def _notify(self):
        for record in self:
            user = record._due_user()
            record.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=record[self._due_field],
                user_id=user.id,
                summary=record.with_context(lang=user.lang)._due_message(),
            )
