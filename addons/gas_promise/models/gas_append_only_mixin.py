from odoo import api, models
from odoo.exceptions import UserError


class GasAppendOnlyMixin(models.AbstractModel):
    """Records that nobody changes or deletes once they are written.

    What was wrong is put right by a further record; ``_way_to_correct`` says how.
    """

    _name = "gas.append.only.mixin"
    _description = "Append-Only Record"

    def _way_to_correct(self):
        """Return what whoever wants to change a record is answered (str)."""
        raise NotImplementedError

    # pylint: disable-next=method-required-super
    def write(self, vals):
        raise UserError(self._way_to_correct())

    def _complete(self, vals):
        """Write what the server works out of a record when it is made."""
        # Past this mixin's own `write`, which refuses.
        # pylint: disable-next=super-method-mismatch
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self._way_to_correct())
