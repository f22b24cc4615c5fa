from odoo import api, models
from odoo.exceptions import UserError


class GasDutyStepMixin(models.AbstractModel):
    """A record that goes on by steps, each taken once, by somebody, at some time.

    ``_BY_SERVER``: the fields that keep this; no call writes them.
    """

    _name = "gas.duty.step.mixin"
    _description = "Record With Irrevocable Steps"
    _inherit = ["gas.state.mixin", "mail.thread"]
    _BY_SERVER = set()

    def _prepare_fresh_vals(self):
        """Return what the fields of ``_BY_SERVER`` are when a record is made."""
        fresh = dict.fromkeys(self._BY_SERVER, False)
        return {**fresh, "state": self._fields["state"].default(self)}

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            fresh = self._prepare_fresh_vals()
            vals_list = [{**vals, **fresh} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not (self.env.su or self._BY_SERVER.isdisjoint(vals)):
            raise UserError(
                self.env._(
                    "%s goes on by its buttons, one step at a time.",
                    self[:1].display_name,
                )
            )
        return super().write(vals)

    def _check_move(self, state):
        """Refuse a step that is taken twice: it would be dated and sealed anew."""
        for record in self:
            if record.state == state:
                raise UserError(
                    self.env._(
                        "%s: this was done already. Reload the page.",
                        record.display_name,
                    )
                )
        return super()._check_move(state)
