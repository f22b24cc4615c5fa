from datetime import datetime, timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from .fsm_order import PHASES_BEFORE
from .fsm_order_visits import FACTS

# A telephone's clock may be this much ahead of ours.
AHEAD = timedelta(minutes=2)


class FsmOrder(models.Model):
    """From the call to the signature: who moves an order, when, and what it takes.

    Buttons, telephones of crews, imports and RPC end in ``_step``: it asks whether the
    crew may, notes the time, and moves the state, which nothing else moves.
    """

    _inherit = "fsm.order"

    _MOVES = {
        "new": {"dispatched", "cancelled"},
        # Another crew may be sent instead at any time.
        "dispatched": {"dispatched", "accepted", "new", "failed", "cancelled"},
        "accepted": {"on_way", "dispatched", "new", "failed", "cancelled"},
        "on_way": {"on_site", "dispatched", "new", "failed", "cancelled"},
        "on_site": {"diagnosed", "working", "dispatched", "failed", "cancelled"},
        "diagnosed": {"agreed", "working", "dispatched", "failed", "cancelled"},
        "agreed": {"working", "diagnosed", "dispatched", "failed", "cancelled"},
        "working": {"checked", "signed", "done", "diagnosed", "dispatched", "failed"},
        "checked": {"signed", "done", "working", "failed"},
        "signed": {"done"},
        "failed": {"dispatched", "new", "cancelled"},
        "done": set(),
        "cancelled": set(),
    }
    _STEPS = {
        "accepted": "action_accept",
        "on_way": "action_depart",
        "on_site": "action_arrive",
        "diagnosed": "action_diagnosed",
        "working": "action_start",
        "checked": "action_checked",
        "done": "action_done",
    }
    # The field that keeps when a state was entered first, in the order of the work.
    _TIMES = {
        "dispatched": "dispatched_on",
        "accepted": "accepted_on",
        "on_way": "departed_on",
        "on_site": "arrived_on",
        "diagnosed": "diagnosed_on",
        "agreed": "agreed_on",
        "working": "work_started_on",
        "checked": "checked_on",
        "done": "done_on",
        "failed": "failed_on",
    }

    def write(self, vals):
        if "stage_id" in vals and "state" not in vals:
            raise UserError(
                self.env._(
                    "The stage of an order follows its state: use the buttons of the "
                    "order."
                )
            )
        return super().write(vals)

    def action_complete(self):
        return self.action_done()

    def _move_to(self, state, at=None, **vals):
        """Enter ``state``: the visit notes when, the order when it was first.

        Of visits that failed, the order keeps the last.
        """
        name = self._TIMES.get(state)
        facts = {fact: vals.pop(fact) for fact in FACTS if fact in vals}
        for order in self:
            moment = order._time_of(at, state)
            is_first = name and (state == "failed" or not order[name])
            times = {name: moment} if is_first else {}
            super(FsmOrder, order)._move_to(state, **{**times, **vals})
            order._note_visit(state, moment, facts)

    def _step(self, state, at=None, **vals):
        """Take one step, for the crew or the dispatcher, after all that it takes.

        ``at``: when it really happened, by the clock of a telephone (naive UTC).
        """
        self.check_access("write")
        self.sudo()._move_to(state, at, **vals)

    def _time_of(self, at, state=None):
        """Return ``at`` if it can have happened then, else the time now.

        Entering ``state`` comes after the steps before it; whatever else crews enter,
        after they were sent. What the office noted meanwhile, or of a later step, does
        not speak against the telephone of a crew that had no signal.
        """
        now = fields.Datetime.now()
        last = max(filter(None, self._times_before(state)), default=datetime.min)
        return at if at and last <= at <= now + AHEAD else now

    def _times_before(self, state):
        """Return the moments, where they are noted, that come before ``state``."""
        steps = [*self._TIMES]
        # The customer signs for what is checked, before it is done.
        end = {None: "accepted", "signed": "done"}.get(state, state)
        before = steps[: steps.index(end)] if end in steps else steps
        names = {self._TIMES[step] for step in before}
        if state == "done":
            names.add("signed_on")
        visit = self.visit_id
        return [
            self.reported_on,
            *(visit[name] if name in visit._fields else self[name] for name in names),
        ]

    def _obstacles(self, state):
        yield from super()._obstacles(state)
        yield from self._check_lines(PHASES_BEFORE.get(state, ()))._faults()
        kind = self.type
        if state == "working":
            if kind.needs_diagnosis and not self.cause:
                yield self.env._("Enter the cause that was found.")
            if kind.needs_agreement and not self.agreed_on:
                yield self.env._("The customer has not agreed with time and price.")
        if state in ("signed", "done") and kind.needs_check and not self.checked_on:
            yield self.env._("The safety check after the work is missing.")
        if state == "done":
            if not self.method:
                yield self.env._("Enter what was done.")
            if kind.needs_signature and not self.signed_on:
                yield self.env._("The customer has not signed.")

    def _check_lines(self, phases):
        return self.check_line_ids.filtered(lambda line: line.phase in phases)

    # Buttons of the crew

    def action_accept(self):
        self._step("accepted")

    def action_contacted(self):
        """Note that the crew has called the customer."""
        for order in self:
            order._contact()

    def action_depart(self):
        for order in self:
            order._depart()

    def action_arrive(self):
        for order in self:
            order._arrive()

    def action_diagnosed(self):
        self._step("diagnosed")

    def action_start(self):
        self._step("working")

    def action_checked(self):
        self._step("checked")

    def action_done(self):
        for order in self:
            order._finish()

    def _finish(self, at=None):
        self._step("done", at)
        for order in self.sudo():
            order.date_end = order.done_on

    # What needs words: called by the wizard ``gas.order.decide``

    def _fail(self, reason, at=None):
        """Note why it failed (nobody home, refused, parts missing); it waits again."""
        self._step("failed", at, unfinished_reason=reason)

    def _cancel(self, reason):
        self._step("cancelled", unfinished_reason=reason)

    def _hand_over(self, reason, at=None):
        """Give the order back to the dispatcher, who sends another crew."""
        self._step(
            "new",
            at,
            unfinished_reason=reason,
            team_id=self._default_team_id().id,
            person_id=False,
            person_ids=[fields.Command.clear()],
        )

    # Buttons that open something

    def action_open_dispatch(self):
        self.ensure_one()
        return self.env["gas.order.dispatch"].create({"order_id": self.id})._open()

    def action_open_reinforce(self):
        self.ensure_one()
        dialog = {"order_id": self.id, "is_reinforcement": True}
        return self.env["gas.order.dispatch"].create(dialog)._open()

    def action_decide(self):
        """Ask for the words that go with a turn (``decision`` in the context)."""
        self.ensure_one()
        decision = self.env.context["decision"]
        labels = self.env["gas.order.decide"]._selection_labels("decision")
        return self._open_wizard(
            "gas.order.decide", labels[decision], {"default_decision": decision}
        )

    def _open_wizard(self, model, name, context):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id, **context},
        }
