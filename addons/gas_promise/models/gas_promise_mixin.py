from odoo import api, fields, models


class GasPromiseMixin(models.AbstractModel):
    """Gives any model its time promises.

    Events are the model's own Date & Time fields; policies name them. Whatever writes
    them, a form, an import, a cron or RPC, starts and ends the clocks.
    """

    _name = "gas.promise.mixin"
    _description = "Record With Time Promises"
    _inherit = ["mail.thread", "mail.activity.mixin"]

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

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._sync_promises()
        return records

    def write(self, vals):
        result = super().write(vals)
        watched = self.env["gas.promise.policy"]._watched_fields(self._name)
        if not watched.isdisjoint(vals) or "user_id" in vals:
            self._sync_promises()
        return result

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

    def _promise_recipients(self, groups):
        """Return {(record id, group id): res.users} to be told for a role.

        Never nobody: where nobody has the role, the next one upward.
        """
        users_of = self._promise_staff(groups)
        superiors = self._promise_superiors()
        return {key: users or superiors[key[0]] for key, users in users_of.items()}

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
        started = started.filtered_domain(policy._condition())
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
        applies = start and self.filtered_domain(promise.terms_id._condition())
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
