from odoo import api, fields, models


class GasHouseholdSearchMixin(models.AbstractModel):
    """Records of one household are found the way the household is.

    ``_household_path``: the field, or the path, that leads to it.
    """

    _name = "gas.household.search.mixin"
    _description = "Search by Household"
    _household_path = "contract_id"

    any_text = fields.Char(
        "Number, name, phone, meter or address",
        compute="_compute_any_text",
        search="_search_any_text",
    )

    def _compute_any_text(self):
        self.any_text = False  # it is there to be searched

    @api.model
    def _search_any_text(self, operator, value):
        if operator not in ("ilike", "in"):
            return NotImplemented
        return [(f"{self._household_path}.any_text", operator, value)]
