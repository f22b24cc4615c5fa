from odoo import api, models


class Base(models.AbstractModel):
    _inherit = "base"

    # Clocks follow facts. What is computed of other records shows up on them only.

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self._follow_promise_facts()
        return records

    def write(self, vals):
        result = super().write(vals)
        self._follow_promise_facts()
        return result

    def unlink(self):
        result = super().unlink()
        # Deleting nothing is a part of deleting something that is not gone yet.
        if self:
            self._follow_promise_facts()
        return result

    @api.model
    def _follow_promise_facts(self):
        """Let clocks follow what the call has changed, on whichever records.

        Nearly always there is nothing to do, and nothing is done for it.
        """
        transaction, mixin = self.env.transaction, self.env["gas.promise.mixin"]
        waiting = [
            field for field in transaction.tocompute if field.name == "promise_facts"
        ]
        # Half-way through another computation, its result is not there yet.
        if len(transaction.protected) or not (waiting or mixin._noted_facts()):
            return
        for field in waiting:
            self.env[field.model_name]._recompute_field(field)
        mixin._follow_facts()

    # Selections

    def _selection_values(self, name):
        """Return ``[(value, label)]`` of a selection field, in the user's language."""
        return self._fields[name]._description_selection(self.env)

    def _selection_labels(self, name):
        """Return ``{value: label}`` of a selection field, in the user's language."""
        return dict(self._selection_values(name))

    def _selection_label(self, name):
        """Return the label of the record's own value; "" without a value."""
        return self._selection_labels(name).get(self[name], "")
