import hashlib

from odoo import api, fields, models

# Words and files say nothing that a clock could hang on.
_NO_FACTS = ("text", "html", "binary", "json", "properties", "properties_definition")


class GasPromiseMixin(models.AbstractModel):
    """Gives any model its time promises.

    Events are the model's own Date & Time fields; policies name them. Whatever changes
    them, or what a condition asks for, starts and ends the clocks: a form, an import, a
    cron or RPC, on this record or on another one that a field is computed of.

    How: ``promise_facts`` depends on all of it, so that Odoo works it out anew when any
    of it may have changed. What came out differently is brought in line: at the end of
    the call that changed it (``base``), at the latest before the commit.

    ``_PROMISE_FACTS``: what conditions of the model may ask for beside its own stored
    fields: paths to other records, and fields that are not stored.
    ``_PROMISE_OVER``: the states in which nothing is waited for any more.
    """

    _name = "gas.promise.mixin"
    _description = "Record With Time Promises"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _PROMISE_FACTS = ()
    _PROMISE_OVER = ("done", "cancelled")

    promise_ids = fields.One2many(
        "gas.promise",
        "res_id",
        "Promises",
        domain=lambda self: [("res_model", "=", self._name)],
        readonly=True,
    )
    promise_deadline = fields.Datetime(
        "Next Deadline",
        compute="_compute_promise_deadline",
        store=True,
        index="btree_not_null",
        copy=False,
    )
    promise_warning = fields.Datetime(
        compute="_compute_promise_deadline", store=True, copy=False
    )

    promise_facts = fields.Char(
        compute="_compute_promise_facts",
        store=True,
        copy=False,
        help="A digest of what clocks hang on.",
    )

    # Not on the state: an alarm must not write the record.
    @api.depends("promise_ids.deadline_at", "promise_ids.is_open")
    def _compute_promise_deadline(self):
        first = self._next_promises()
        for record in self:
            promise = first.get(record.id, self.env["gas.promise"])
            record.promise_deadline = promise.deadline_at
            record.promise_warning = promise.warning_at

    def _open_promises(self):
        """Return what is still to be kept, the first deadline first (sudo).

        In one query for all of ``self``; a promise without a deadline is left out.
        """
        return (
            self.env["gas.promise"]
            .sudo()
            .search_fetch(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("is_open", "=", True),
                    ("deadline_at", "!=", False),
                ],
                ["res_id", "policy_id", "deadline_at", "warning_at"],
                order="deadline_at, id",
            )
        )

    def _next_promises(self):
        """Return {id of a record: the open promise that is due first}."""
        return {promise.res_id: promise for promise in reversed(self._open_promises())}

    def unlink(self):
        promises_sudo = self.sudo()._promises()
        result = super().unlink()
        promises_sudo.unlink()
        return result

    # Hooks

    def _prepare_promise_vals(self):
        """Return what every promise of this record says of it."""
        self.ensure_one()
        named = {
            "record_name": self.display_name,
            "company_id": self._promise_company().id,
        }
        if "user_id" in self._fields:
            named["user_id"] = self["user_id"].id
        return named

    def _promise_company(self):
        """Return the company on whose clock the promises of the record run."""
        company = "company_id" in self._fields and self["company_id"]
        return company or self.env.company

    def _promise_local(self, moment):
        return self._promise_company()._promise_local(moment)

    @api.model
    def _promise_owners(self):
        """Return the fields that say whose promises they are (list of str)."""
        return [name for name in ("company_id", "user_id") if name in self._fields]

    def _promise_is_over(self):
        """Return whether nothing is waited for any more that has not come yet."""
        return "state" in self._fields and self["state"] in self._PROMISE_OVER

    def _facts_changed(self):
        """Do what follows when facts of ``self`` have changed."""
        self._sync_promises()

    def _promise_recipients(self, groups):
        """Return {(record id, group id): res.users} to be told for a role.

        Never nobody: where nobody has the role, the next one upward.
        """
        users_of = self._promise_staff(groups)
        superiors = self._promise_superiors()
        return {key: users or superiors[key[0]] for key, users in users_of.items()}

    def _promise_place(self):
        """Return where it is, for those who are told of it (str)."""
        return ""

    def _promise_staff(self, groups):
        """Return {(record id, group id): res.users}: who has a role, if anybody."""
        users = {
            group.id: group.all_user_ids.filtered(lambda u: u.active and not u.share)
            for group in groups.sudo()
        }
        return {
            (record.id, group.id): users[group.id]
            for record in self
            for group in groups
        }

    def _promise_superiors(self):
        """Return {record id: res.users}: who is told when nobody else is there."""
        return dict.fromkeys(self._ids, self.env["gas.promise"]._administrators())

    # Facts

    @api.model
    def _followed_paths(self):
        """Return the paths of all that clocks of this model follow (set of str)."""
        return {*self.pool.field_depends[self._fields["promise_facts"]]}

    @api.model
    def _paths_to_follow(self):
        ours = self.env["gas.promise.mixin"]._fields.keys() | set(models.MAGIC_COLUMNS)
        own = {
            name
            for name, field in self._fields.items()
            if name not in ours
            and field.store
            and field.column_type
            and field.type not in _NO_FACTS
        }
        return own | self._own_facts()

    @api.model
    def _own_facts(self):
        """Return the paths of what is looked at whatever policies ask for."""
        state = {"state"} & self._fields.keys()
        return {*self._PROMISE_FACTS, *self._promise_owners(), *state}

    @api.depends(lambda self: sorted(self._paths_to_follow()))
    def _compute_promise_facts(self):
        watched = self.env["gas.promise.policy"]._watched_paths(self._name)
        paths = sorted(self._followed_paths() & (watched | self._own_facts()))
        changed = []
        for record in self:
            facts = record._promise_digest(paths)
            if facts != record.promise_facts and isinstance(record.id, int):
                changed.append(record.id)
            record.promise_facts = facts
        self.browse(changed)._note_changed_facts()

    def _promise_digest(self, paths):
        values = [
            self.mapped(path) if "." in path else self[path]  # twice as fast
            for path in paths
        ]
        words = [getattr(value, "ids", value) for value in values]
        return hashlib.sha256(repr(words).encode()).hexdigest()

    @api.model
    def _noted_facts(self):
        """Return {model: ids} of those whose facts have changed in this transaction."""
        return self.env.cr.precommit.data.setdefault("gas_promise", {})

    def _note_changed_facts(self):
        """Have ``self`` seen to before the commit: a compute changes nothing itself."""
        if self:
            noted = self._noted_facts()
            if not noted:
                self.env.cr.precommit.add(self._follow_facts)
            noted.setdefault(self._name, set()).update(self._ids)

    @api.model
    def _follow_facts(self):
        """Bring clocks in line with all facts that were noted to have changed."""
        noted = self.env.cr.precommit.data.pop("gas_promise", {})
        for name, ids in noted.items():
            # Clocks run whoever caused the event, whatever they may see.
            self.env[name].sudo().browse(sorted(ids)).exists()._facts_changed()

    # Clocks

    def _promises(self):
        return self.env["gas.promise"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )

    def _sync_promises(self):
        """Start, end, pause and correct the clocks of ``self`` by its facts."""
        records = self.sudo()
        policies = self.env["gas.promise.policy"]._of_model(self._name)
        promises = records._promises()
        known = {(promise.policy_id.id, promise.res_id) for promise in promises}
        for policy in policies:
            records.filtered(
                lambda record: (policy.id, record.id) not in known  # noqa: B023
            )._start_clocks(policy)
        by_id = {record.id: record for record in records}
        changes = {
            promise: by_id[promise.res_id]._correct_clock(promise)
            for promise in promises
        }
        promises.filtered(changes.get)._update_clock(
            promises.filtered(lambda promise: changes[promise] == "corrected")
        )

    def _start_clocks(self, policy):
        content = policy._content()
        started = self.filtered(content["start"]).filtered(
            lambda record: policy._in_force(
                record._promise_local(record[content["start"]]).date(),
                record._promise_company(),
            )
        )
        condition, target = policy._condition(), content["target"]
        started = started.filtered(lambda r: r._applies(condition, target))
        if not started:
            return
        terms = self.env["gas.promise.terms"]._freeze(policy)
        shifts = self.env["gas.promise.shift"].search([("active", "=", True)])
        promises = self.env["gas.promise"].create(
            [
                {
                    **record._prepare_promise_vals(),
                    "policy_id": policy.id,
                    "terms_id": terms.id,
                    "res_model": record._name,
                    "res_id": record.id,
                    "start_at": record[content["start"]],
                    "target_at": record[content["target"]],
                    "shift_id": shifts._at(
                        record._promise_local(record[content["start"]])
                    ).id,
                    "state": "running",
                    "is_open": True,
                }
                for record in started
            ]
        )
        for record, promise in zip(started, promises, strict=True):
            record._follow_pauses(promise)
        promises._update_clock()

    def _correct_clock(self, promise):
        """Bring a clock in line with the facts; return "" if it was.

        Else return "changed", or "corrected" if its beginning or its pauses were. A
        promise that is broken stays so, whatever is agreed on afterwards: only when it
        really was done is corrected. One that has ended stays with whom it ended.
        """
        content = promise.terms_id.content
        start, target = self[content["start"]], content["target"]
        applies = start and self._applies(promise.terms_id._condition(), target)
        vals = {"target_at": self[target]}
        if promise.is_open:
            vals |= self._prepare_promise_vals()
        if applies and not promise._is_missed():
            vals["start_at"] = start
        if bool(applies) == bool(promise.cancelled_at):
            vals["cancelled_at"] = not applies and fields.Datetime.now()
        changed = {
            name: value
            for name, value in vals.items()
            if promise._fields[name].convert_to_write(promise[name], promise) != value
        }
        if changed:
            promise.write(changed)
        is_corrected = self._follow_pauses(promise) or "start_at" in changed
        if "target_at" in changed and promise.pause_ids:
            is_corrected = True  # a pause ends where the work is done
        return "corrected" if is_corrected else "changed" if changed else ""

    def _applies(self, condition, target):
        """Return whether a promise holds: nobody waits for what is over undone."""
        self.ensure_one()
        if self._promise_is_over() and not self[target]:
            return False
        return bool(self.filtered_domain(condition))

    def _follow_pauses(self, promise):
        """Pause and resume ``promise`` by the events that its terms name.

        Return whether any pause changed.
        """
        before = promise._facts()["pauses"]
        for start_name, end_name, reason in promise.terms_id.content["pauses"]:
            start, end = self[start_name], self[end_name]
            if not start:
                continue
            rule = f"{start_name}-{end_name}"
            mine = promise.pause_ids.filtered(lambda p: p.rule == rule)  # noqa: B023
            ended = end if end and end >= start else False
            known = mine.filtered(lambda p: p.start_at == start)  # noqa: B023
            # A beginning that was entered wrong and is corrected is not a new one.
            known = known or mine.filtered(lambda p: not p.end_at)
            if known:
                known[-1].write({"start_at": start, "end_at": ended})
            else:
                promise.pause_ids.create(
                    {
                        "promise_id": promise.id,
                        "reason_id": reason,
                        "rule": rule,
                        "start_at": start,
                        "end_at": ended,
                    }
                )
        return promise._facts()["pauses"] != before
