from odoo import api, fields, models

# Whose facts are kept, and by which link.
KEEPERS = {
    "partner_id": "res.partner",
    "contract_id": "gas.contract",
    "service_point_id": "gas.service.point",
    "premise_id": "gas.premise",
}


class GasFactChange(models.Model):
    """One fact of the archive that changed: from what to what, and why.

    Who and when are its creator and creation: nobody can state them otherwise. Made
    by gas.audited.mixin alone, and never changed.
    """

    _name = "gas.fact.change"
    _description = "Data Change"
    _order = "id desc"
    _rec_name = "fact"

    partner_id = fields.Many2one(
        "res.partner", "Customer", index="btree_not_null", ondelete="cascade"
    )
    contract_id = fields.Many2one(
        "gas.contract", "Household", index="btree_not_null", ondelete="cascade"
    )
    service_point_id = fields.Many2one(
        "gas.service.point", index="btree_not_null", ondelete="cascade"
    )
    premise_id = fields.Many2one(
        "gas.premise", index="btree_not_null", ondelete="cascade"
    )
    # Of the place; a customer may have households of several stations.
    station_id = fields.Many2one(
        "gas.area", compute="_compute_place", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_place", store=True, precompute=True
    )
    fact = fields.Selection("_selection_fact", required=True, readonly=True)
    old_value = fields.Char(readonly=True)
    new_value = fields.Char(readonly=True)
    reason = fields.Char(readonly=True)
    create_uid = fields.Many2one("res.users", "Changed By", readonly=True, index=True)
    create_date = fields.Datetime("Changed On", readonly=True, index=True)

    _one_owner = models.Constraint(
        "CHECK (num_nonnulls(partner_id, contract_id, service_point_id, premise_id) "
        "= 1)",
        "A change belongs to one customer, household, service point or premise.",
    )

    @api.model
    def _selection_fact(self):
        labels = {}
        for model in map(self.env.__getitem__, KEEPERS.values()):
            for name in sorted(model._facts_kept()):
                labels.setdefault(
                    name, model._fields[name]._description_string(self.env)
                )
        return list(labels.items())

    @api.model
    def _label_of(self, name):
        return dict(self._selection_fact())[name]

    @api.depends("contract_id", "service_point_id", "premise_id")
    def _compute_place(self):
        for change in self:
            place = change.contract_id or change.service_point_id or change.premise_id
            change.station_id = place.station_id if place else False
            change.company_id = place.company_id if place else False

    def _tells_of_people(self, name):
        return bool(self)
