from odoo import models
from odoo.exceptions import AccessError, UserError


class GasStateMixin(models.AbstractModel):
    """One door for changes of ``state``: buttons, crons, imports and RPC pass it.

    ``_MOVES``: {state: set of states that may follow}, the only place that says so.
    ``_STEPS``: {state: name of the method behind the button that leads there}, of the
    steps that take nothing but a press.
    ``_ROLES``: {state: XML ids of groups}, where not everybody who may write takes the
    step; one of them is needed.
    ``_FOUR_EYES``: {state: name of the field of the person who may not take the step}.
    ``_obstacles``: what else a step takes.

    ``state`` is read-only, so no call sets it (``base_guard``); a call that writes
    nothing but a state takes the step, with all that the step asks and does.
    """

    _name = "gas.state.mixin"
    _description = "States With Permitted Moves"
    _MOVES = {}
    _STEPS = {}
    _ROLES = {}
    _FOUR_EYES = {}

    def _move_to(self, state, **vals):
        """Change the state of ``self`` and note ``vals`` with it.

        :raise UserError: something stands in the way, see ``_check_move``
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

    def _check_move(self, state):
        """Refuse the step to ``state`` unless all of ``self`` may take it.

        :raise UserError: it does not follow, or something stands in its way
        :raise AccessError: the user has none of the roles that it takes
        """
        self._check_role(state)
        for record in self:
            record._check_follows(state)
            record._refuse_for(record._obstacles(state))

    def _check_role(self, state):
        roles = self._ROLES.get(state)
        if not roles or self.env.su or any(map(self.env.user.has_group, roles)):
            return
        groups = self.env["res.groups"].sudo().union(*map(self.env.ref, roles))
        raise AccessError(
            self.env._(
                "%(record)s: this step is taken by: %(roles)s.",
                record=self[:1].display_name,
                roles="、".join(groups.mapped("name")),
            )
        )

    def _check_follows(self, state):
        permitted = self._MOVES[self.state]
        if state in permitted:
            return
        labels = self._selection_labels("state")
        if state == self.state:
            raise UserError(
                self.env._(
                    "%(record)s is “%(now)s” already. Reload the page.",
                    record=self.display_name,
                    now=labels[state],
                )
            )
        raise UserError(
            self.env._(
                "%(record)s is “%(now)s” and cannot become “%(then)s”. "
                "Reload the page: somebody else may have changed it meanwhile.",
                record=self.display_name,
                now=labels[self.state],
                then=labels.get(state, state),
            )
        )

    def _obstacles(self, state):
        """Yield what keeps a record from entering ``state`` (str), with the way out."""
        self.ensure_one()
        name = self._FOUR_EYES.get(state)
        if name and self.sudo()[name] == self.env.user:
            yield self.env._(
                "“%s” is yourself: this step is for a colleague.",
                self.fields_get([name], ["string"])[name]["string"],
            )

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
