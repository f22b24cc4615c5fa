from collections import defaultdict

from markupsafe import Markup, escape

from odoo import api, fields, models

from ..tools import one_by_one
from .gas_promise import RETRY_AFTER

# Alarms told together.
BATCH = 200
# So many are named in a pop-up; the rest is a number.
NAMED = 5


class GasPromiseAlarm(models.Model):
    """That somebody has to be told, or was: a warning, a breach, a step after it."""

    _name = "gas.promise.alarm"
    _description = "Alarm of a Time Promise"
    _order = "due_at, id"
    _rec_name = "key"

    promise_id = fields.Many2one(
        "gas.promise", required=True, readonly=True, ondelete="cascade"
    )
    key = fields.Char(required=True, readonly=True)
    kind = fields.Selection(
        [("warning", "Warning"), ("breach", "Breach"), ("step", "Escalation")],
        compute="_compute_kind",
    )
    due_at = fields.Datetime("Due", required=True, readonly=True)
    sent_at = fields.Datetime("Notified On", readonly=True)
    retry_at = fields.Datetime("Tried Again From", readonly=True)
    user_ids = fields.Many2many("res.users", string="Notified Users", readonly=True)
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, index="btree_not_null", ondelete="set null"
    )

    _once = models.UniqueIndex("(promise_id, key, due_at)")
    _unsent = models.Index("(id) WHERE sent_at IS NULL")

    @api.depends("key")
    def _compute_kind(self):
        for alarm in self:
            named = alarm.key in ("warning", "breach")
            alarm.kind = alarm.key if named else "step"

    # Telling

    @api.model
    def _send_waiting(self):
        """Tell people of one batch; return how many alarms it was."""
        now = fields.Datetime.now()
        waiting = self.search(
            [
                ("sent_at", "=", False),
                "|",
                ("retry_at", "=", False),
                ("retry_at", "<=", now),
            ],
            order="id",
            limit=BATCH,
        ).try_lock_for_update(allow_referencing=True)
        errors = {}
        for model, alarms in waiting.grouped(lambda a: a.promise_id.res_model).items():
            errors |= one_by_one(alarms, lambda each: each._send(model))  # noqa: B023
        for alarm in errors:
            alarm.retry_at = now + RETRY_AFTER
        self.env["gas.promise"]._report_failures(
            {alarm.promise_id: error for alarm, error in errors.items()}
        )
        return len(waiting)

    def _send(self, model_name):
        """Give ``self``, all of records of a model, an activity and a message."""
        # A model that was uninstalled has no records to tell of.
        if model_name in self.env:
            self._send_of(self.env[model_name])
        self.sent_at = fields.Datetime.now()

    def _send_of(self, model):
        records = model.browse(self.promise_id.mapped("res_id")).exists()
        records.mapped("display_name")  # of all at once; each activity asks for one
        # A warning of what was done in the meantime would only disturb.
        alarms = self.filtered(
            lambda a: a.promise_id.is_open and a.promise_id.res_id in records._ids
        )
        alarms._choose_users(records)
        alarms._give_activities()
        alarms._post_messages(model)
        alarms._pop_up()

    def _choose_users(self, records):
        """Fill in who is told: the role, and the person in charge before the steps.

        Somebody always is: where there is no such role any more, or none is set and
        nobody is in charge, the next one upward.
        """
        group_ids = {alarm: alarm._role_id() for alarm in self}
        groups = self.env["res.groups"].browse(set(group_ids.values()) - {False})
        users_of = records._promise_recipients(groups.exists())
        superiors = records._promise_superiors()
        chosen = defaultdict(self.browse)
        for alarm, group_id in group_ids.items():
            record_id = alarm.promise_id.res_id
            users = alarm._person()
            if group_id or not users:
                users |= users_of.get((record_id, group_id)) or superiors[record_id]
            chosen[users] |= alarm
        for users, alarms in chosen.items():
            alarms.user_ids = users

    def _person(self):
        """Return the person in charge, of what is not over, who still works here."""
        user = self.promise_id.user_id
        return user if user.active and self._concerns_person() else user.browse()

    def _concerns_person(self):
        """Return whether the person in charge is told, too: not of what is over."""
        return self.kind != "step" or self.due_at < self.promise_id.deadline_at

    def _role_id(self):
        content = self.promise_id.terms_id.content
        if self.kind != "step":
            return content["group"]
        steps = {str(key): group for key, _minutes, group in content["steps"]}
        return steps[self.key]

    def _in_charge(self):
        """Return the one who gets the activity."""
        return self._person() or self.user_ids[:1]

    def _words(self, user):
        """Return the alarm in one line, in the language and time of ``user``."""
        promise = self.with_context(lang=user.lang).promise_id
        env = promise.env
        texts = {
            "warning": env._("%(policy)s of %(record)s is due by %(deadline)s."),
            "breach": env._("%(policy)s of %(record)s was due by %(deadline)s."),
            "step": env._(
                "%(policy)s of %(record)s is still open, due by %(deadline)s."
            ),
        }
        words = texts[self.kind] % {
            "policy": promise.policy_id.name,
            "record": promise.record_name,
            "deadline": promise.company_id._promise_words(promise.deadline_at),
        }
        return f"{words} {self._place()}".strip()

    def _place(self):
        """Return where it is: who is told at night need not look it up."""
        promise = self.promise_id
        others = promise.with_prefetch(self._prefetch_ids).mapped("res_id")
        record = self.env[promise.res_model].browse(promise.res_id)
        return record.with_prefetch(others)._promise_place()

    def _give_activities(self):
        kind = self.env.ref("mail.mail_activity_data_warning")
        model_ids = {
            name: self.env["ir.model"]._get_id(name)
            for name in set(self.promise_id.mapped("res_model"))
        }
        # One task for each promise and person: the last alarm says all there is.
        last = {(a.promise_id, a._in_charge()): a for a in self.sorted("due_at")}
        self._withdraw_earlier(last.keys())
        vals_list = []
        for (_promise, user), alarm in last.items():
            vals_list.append(
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model_ids[alarm.promise_id.res_model],
                    "res_id": alarm.promise_id.res_id,
                    "user_id": user.id,
                    "date_deadline": alarm.promise_id.company_id._promise_today(),
                    "summary": alarm._words(user),
                    "automated": True,
                }
            )
        activities = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True  # people are told below, all at once
        )
        made = activities.create(vals_list)
        for alarm, activity in zip(last.values(), made, strict=True):
            alarm.activity_id = activity

    def _withdraw_earlier(self, told):
        """Take back the tasks of earlier alarms of ``told``: {(promise, user)}."""
        earlier = self.promise_id.alarm_ids.filtered("activity_id")
        earlier.filtered(
            lambda alarm: (alarm.promise_id, alarm.activity_id.user_id) in told
        ).activity_id.unlink()

    def _post_messages(self, model):
        """Log on each record what it is about, into the inbox of who is told."""
        lines, partners = defaultdict(list), defaultdict(set)
        for alarm in self:
            record_id = alarm.promise_id.res_id
            lines[record_id].append(escape(alarm._words(alarm._in_charge())))
            partners[record_id].update(alarm.user_ids.partner_id.ids)
        messages = model.browse(list(lines))._message_log_batch(
            {
                record_id: Markup("<br/>").join(texts)
                for record_id, texts in lines.items()
            }
        )
        self.env["mail.notification"].create(
            [
                {
                    "mail_message_id": message.id,
                    "res_partner_id": partner,
                    "notification_type": "inbox",
                    "notification_status": "sent",
                }
                for message in messages
                for partner in sorted(partners[message.res_id])
            ]
        )

    def _pop_up(self):
        """Show each user on the screen what they are told."""
        for user in self.user_ids:
            mine = self.filtered(lambda alarm: user in alarm.user_ids)  # noqa: B023
            env = self.with_context(lang=user.lang).env
            texts = [alarm._words(user) for alarm in mine[:NAMED]]
            if len(mine) > NAMED:
                texts.append(env._("… and %d more.", len(mine) - NAMED))
            broken = any(alarm.kind != "warning" for alarm in mine)
            user._bus_send(
                "gas_promise_alarm",
                {
                    "promise_ids": mine.promise_id.ids,
                    "type": "danger" if broken else "warning",
                    "title": env._("Time Promises"),
                    "message": "\n".join(texts),
                },
            )
