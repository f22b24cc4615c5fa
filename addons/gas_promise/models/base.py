from odoo import models


class Base(models.AbstractModel):
    _inherit = "base"

    def _selection_values(self, name):
        """Return ``[(value, label)]`` of a selection field, in the user's language."""
        return self._fields[name]._description_selection(self.env)

    def _selection_labels(self, name):
        """Return ``{value: label}`` of a selection field, in the user's language."""
        return dict(self._selection_values(name))

    def _selection_label(self, name):
        """Return the label of the record's own value; "" without a value."""
        return self._selection_labels(name).get(self[name], "")
