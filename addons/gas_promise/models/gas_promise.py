import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..clock import due_alarms, next_alarm
from ..tools import one_by_one
from ..tools.outcomes import Outcomes

_logger = logging.getLogger(__name__)

# Promises whose alarms are noted together: a few milliseconds of locked rows.
BATCH = 500
# When an alarm that could not be given is tried again.
RETRY_AFTER = timedelta(minutes=2)


class GasPromise(models.Model):
    """The running clock of one policy on one record.

    Written by the events of the record and by supervisors, never by hand. The
    deadline is worked out when a clock starts, stands still or goes on; a cron only
    looks at what is due.
    """

    _name = "gas.promise"
    _description = "Running Promise"
    _order = "deadline_at, id"
    _rec_name = "record_name"

    policy_id = fields.Many2one(
        "gas.promise.policy", "Promise", required=True, index=True, ondelete="restrict"
    )
    terms_id = fields.Many2one("gas.promise.terms", required=True, ondelete="restrict")
    res_model = fields.Char("Model", required=True)
    res_id = fields.Many2oneReference(
        "Record ID", model_field="res_model", required=True
    )
    record_name = fields.Char("Record")
    company_id = fields.Many2one("res.company", required=True, index=True)
    user_id = fields.Many2one("res.users", "Person in Charge", index="btree_not_null")
    shift_id = fields.Many2one("gas.promise.shift")
    start_at = fields.Datetime("Started", required=True)
    target_at = fields.Datetime("Done")
    deadline_at = fields.Datetime("Deadline", index=True)
    warning_at = fields.Datetime("Warning")
    state = fields.Selection(
        [
            ("running", "Running"),
            ("paused", "Paused"),
            ("kept", "Kept"),
            ("broken", "Broken"),
            ("exempt", "Exempt"),
            ("cancelled", "Does Not Apply"),
        ],
        required=True,
        index=True,
    )
    is_open = fields.Boolean("Still Open")
    cancelled_at = fields.Datetime("No Longer Applies Since")
    exemption_reason_id = fields.Many2one("gas.promise.reason", "Exempted For")
    decided_by_id = fields.Many2one("res.users", "Exempted By")
    note = fields.Char()
    late_minutes = fields.Integer("Minutes Late", aggregator="avg")
    next_alarm_at = fields.Datetime("Next Alarm")
    pause_ids = fields.One2many("gas.promise.pause", "promise_id")
    alarm_ids = fields.One2many("gas.promise.alarm", "promise_id")

    _one_per_record = models.UniqueIndex("(policy_id, res_id)")
    _record = models.Index("(res_model, res_id)")
    _waiting = models.Index("(next_alarm_at) WHERE next_alarm_at IS NOT NULL")

    # Facts and what follows from them

    def _update_clock(self, corrected=None):
        """Work out deadline, state and next alarm of ``self`` anew.

        A promise that has ended keeps the times that it ended by, whatever is said of
        the calendar since; except ``corrected``, whose own beginning or pauses were
        entered wrong.
        """
        outcomes = Outcomes(self.env)
        anew = set(corrected._ids) if corrected else ()
        for promise in self:
            times = None
            if not promise.is_open and promise.id not in anew:
                times = (promise.deadline_at, promise.warning_at)
            work_out = (promise.terms_id, promise.company_id, promise._facts())
            vals = outcomes.of(*work_out, times)
            if times and vals["is_open"]:
                vals = outcomes.of(*work_out)
            vals["late_minutes"] = promise._minutes_late(vals["deadline_at"])
            promise.write(
                {name: value for name, value in vals.items() if promise[name] != value}
            )
        self.filtered(lambda promise: not promise.is_open)._withdraw_alarms()

    def _withdraw_alarms(self):
        """Take alarms off lists and screens: nobody has to tick off what is done."""
        alarms = self.alarm_ids
        alarms.activity_id.unlink()
        for user in alarms.user_ids:
            mine = alarms.filtered(lambda alarm: user in alarm.user_ids)  # noqa: B023
            user._bus_send("gas_promise_over", {"promise_ids": mine.promise_id.ids})

    def _facts(self):
        return {
            "start": self.start_at,
            "target": self.target_at,
            "cancelled": self.cancelled_at,
            "is_exempt": bool(self.exemption_reason_id),
            "pauses": [(pause.start_at, pause.end_at) for pause in self.pause_ids],
            "given": self._given(),
        }

    def _given(self):
        """Return {key of an alarm: the moment that it was last given for}."""
        given = {}
        for alarm in self.alarm_ids:
            given[alarm.key] = max(alarm.due_at, given.get(alarm.key, alarm.due_at))
        return given

    def _is_missed(self):
        """Return whether its time has run out: no other beginning undoes that.

        A case that was entered wrong is exempted, by a supervisor and with a reason.
        """
        end = min(
            filter(None, (self.target_at, self.cancelled_at)),
            default=fields.Datetime.now(),
        )
        return bool(self.deadline_at and self.deadline_at < end)

    def _minutes_late(self, deadline):
        if not (self.target_at and deadline) or self.target_at <= deadline:
            return 0
        seconds = (self.target_at - deadline).total_seconds()
        return max(1, round(seconds / 60))

    # Decisions of supervisors

    def _supervised(self):
        """Return ``self`` with the right to write, for those who may decide."""
        self.check_access("read")
        if not self.env.user.has_group("gas_promise.gas_promise_group_supervisor"):
            raise AccessError(
                self.env._(
                    "Pauses and exemptions are decided by supervisors of promises. "
                    "Ask one of them."
                )
            )
        return self.sudo()

    def _pause(self, reason, note=False, at=None):
        """Stop the clocks of ``self`` for ``reason``."""
        for promise in self:
            if promise.state not in ("running", "broken") or not promise.is_open:
                raise UserError(
                    self.env._(
                        "%s: only a running clock is paused.", promise.record_name
                    )
                )
            self.env["gas.promise.pause"].create(
                {
                    "promise_id": promise.id,
                    "reason_id": reason.id,
                    "start_at": at or fields.Datetime.now(),
                    "note": note,
                }
            )
        self._update_clock()

    def _resume(self, at=None):
        """Let the clocks of ``self`` go on."""
        standing = self.pause_ids.filtered(lambda pause: not pause.end_at)
        standing.write({"end_at": at or fields.Datetime.now()})
        self._update_clock()

    def _exempt(self, reason, note=False):
        """Take ``self`` out of the figures; its alarms end."""
        self.write(
            {
                "exemption_reason_id": reason.id,
                "decided_by_id": self.env.uid,
                "note": note,
            }
        )
        self._update_clock()

    # Buttons

    def action_pause(self):
        return self._decide("pause")

    def action_exempt(self):
        return self._decide("exemption")

    def _decide(self, kind):
        self._supervised()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pause") if kind == "pause" else self.env._("Exempt"),
            "res_model": "gas.promise.decide",
            "view_mode": "form",
            "target": "new",
            "context": {"default_promise_ids": self.ids, "default_kind": kind},
        }

    def action_resume(self):
        self._supervised()._resume()

    def action_withdraw_exemption(self):
        promises = self._supervised()
        promises.write({"exemption_reason_id": False, "decided_by_id": False})
        promises._update_clock()

    def action_open_record(self):
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id)
        return record._get_records_action(context={})

    @api.model
    def _administrators(self):
        """Return those who look after promises: the last to be told of anything."""
        group = self.env.ref("gas_promise.gas_promise_group_manager")
        return group.sudo().all_user_ids.filtered(lambda u: u.active and not u.share)

    # Alarms

    @api.model
    def _cron_alarm(self):
        """Note what is due, then tell people; each alarm once."""
        now = fields.Datetime.now()
        while claimed := self._note_alarms(now):
            self.env["ir.cron"]._commit_progress(claimed)
        alarms = self.env["gas.promise.alarm"]
        while sent := alarms._send_waiting():
            self.env["ir.cron"]._commit_progress(sent)

    @api.model
    def _note_alarms(self, now):
        """Note the alarms of one batch that are due; return how many promises it was.

        Telling people takes its time: it is done later, when nothing is locked.
        """
        due = self.search(
            [("next_alarm_at", "<", now)], order="next_alarm_at, id", limit=BATCH
        ).try_lock_for_update(allow_referencing=True)
        errors = one_by_one(due, lambda promises: promises._note_due(now))
        for promise in errors:
            promise.next_alarm_at = now + RETRY_AFTER
        self._report_failures(errors)
        return len(due)

    def _note_due(self, now):
        vals_list = []
        for promise in self:
            times = (promise.warning_at, promise.deadline_at, promise.terms_id._steps())
            given = promise._given()
            due = due_alarms(*times, given, now)
            vals_list += [
                {"promise_id": promise.id, "key": key, "due_at": moment}
                for moment, key in due
            ]
            given |= {key: moment for moment, key in due}
            vals = {"next_alarm_at": next_alarm(*times, given)}
            if "breach" in given and given["breach"] >= promise.deadline_at:
                vals["state"] = "broken"
            promise.write(vals)
        self.env["gas.promise.alarm"].create(vals_list)
        _logger.info("%d alarms of %d promises", len(vals_list), len(self))

    def _report_failures(self, errors):
        """Tell those who look after promises that alarms of ``self`` were not given.

        ``errors``: {promise: exception}. One task for each policy and person, until it
        is done; who is late to what stands in the log of the server, by ids.
        """
        by_policy = {promise.policy_id: error for promise, error in errors.items()}
        for policy, error in by_policy.items():
            one_by_one(policy, lambda each: each._report_failure(error))  # noqa: B023
