from odoo import api, fields, models


class GasHouseholdSearchMixin(models.AbstractModel):
    """Records of one household (``contract_id``) are found the way the household is."""

    _name = "gas.household.search.mixin"
    _description = "Search by Household"

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
        return [("contract_id.any_text", operator, value)]
