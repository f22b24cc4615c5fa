from odoo import models
from odoo.exceptions import UserError


class GasStateMixin(models.AbstractModel):
    """One door for changes of ``state``: buttons, crons, imports and RPC pass it.

    ``_MOVES``: {state: set of states that may follow}, the only place that says so.
    ``_STEPS``: {state: name of the method behind the button that leads there}, of the
    steps that take nothing but a press.

    ``state`` is read-only, so no call sets it (``base_guard``); a call that writes
    nothing but a state takes the step, with all that the step asks and does.
    """

    _name = "gas.state.mixin"
    _description = "States With Permitted Moves"
    _MOVES = {}
    _STEPS = {}

    def _move_to(self, state, **vals):
        """Change the state of ``self`` and note ``vals`` with it.

        :raise UserError: a record is in a state that ``state`` may not follow
        """
        self._write_as_server({"state": state, **vals})

    def write(self, vals):
        if "state" in vals:
            if vals.keys() == {"state"} and not self._is_server():
                return self._take_step(vals["state"])
            if self._is_server():
                self._check_move(vals["state"])
        return super().write(vals)

    def _take_step(self, state):
        """Do what the button does that leads to ``state``."""
        self.check_access("write")
        self._check_move(state)
        step = self._STEPS.get(state)
        if not step:
            raise UserError(
                self.env._(
                    "%(record)s cannot simply be set to “%(state)s”: use the buttons "
                    "of the form.",
                    record=self[:1].display_name,
                    state=self._selection_labels("state")[state],
                )
            )
        getattr(self, step)()
        return True

    def _refuse_for(self, obstacles):
        """Refuse a step of ``self`` for what stands in its way, if anything does.

        ``obstacles``: iterable of str, each a reason and its way out.

        :raise UserError: there is one; all are listed
        """
        self.ensure_one()
        if lines := [f"· {line}" for line in obstacles]:
            raise UserError("\n".join([self.display_name, *lines]))

    def _locked_in(self, state, *names):
        """Return those of ``self`` in ``state``, locked until the commit, in order.

        What another transaction holds is left to it. Only the state and the fields
        ``names`` are read, and after the lock: not what this transaction knew before.
        """
        locked = self.try_lock_for_update(allow_referencing=True)
        domain = [("id", "in", locked.ids), ("state", "=", state)]
        return self.search_fetch(domain, ["state", *names], order="id")

    def _check_move(self, state):
        labels = self._selection_labels("state")
        for record in self:
            if state == record.state:
                raise UserError(
                    self.env._(
                        "%(record)s is “%(now)s” already. Reload the page.",
                        record=record.display_name,
                        now=labels[state],
                    )
                )
            if state not in self._MOVES[record.state]:
                raise UserError(
                    self.env._(
                        "%(record)s is “%(now)s” and cannot become “%(then)s”. "
                        "Reload the page: somebody else may have changed it meanwhile.",
                        record=record.display_name,
                        now=labels[record.state],
                        then=labels.get(state, state),
                    )
                )
