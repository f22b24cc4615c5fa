from odoo import models
from odoo.exceptions import UserError


class GasStateMixin(models.AbstractModel):
    """One door for changes of ``state``: buttons, crons, imports and RPC pass it.

    ``_MOVES``: {state: set of states that may follow}, the only place that says so.
    """

    _name = "gas.state.mixin"
    _description = "States With Permitted Moves"
    _MOVES = {}

    def _move_to(self, state, **vals):
        """Change the state of ``self`` and write ``vals`` with it.

        :raise UserError: a record is in a state that ``state`` may not follow
        """
        self.write({"state": state, **vals})

    def write(self, vals):
        if "state" in vals:
            self._check_move(vals["state"])
        return super().write(vals)

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
        for record in self:
            if state == record.state or state in self._MOVES[record.state]:
                continue
            labels = self._selection_labels("state")
            raise UserError(
                self.env._(
                    "%(record)s is “%(now)s” and cannot become “%(then)s”. "
                    "Reload the page: somebody else may have changed it meanwhile.",
                    record=record.display_name,
                    now=labels[record.state],
                    then=labels.get(state, state),
                )
            )
