from odoo import api, fields, models
from odoo.exceptions import ValidationError

# The kind an area may stand below; a small company has no branches.
PARENT_KINDS = {
    "company": (),
    "branch": ("company",),
    "station": ("branch", "company"),
    "community": ("station",),
}


class GasArea(models.Model):
    """A part of the supply area: company, branch, service station or community.

    Users belong to areas and see the records of every station at or below them.
    """

    _name = "gas.area"
    _description = "Gas Area"
    _parent_store = True
    _order = "complete_name"
    _rec_names_search = ["complete_name", "code"]
    _check_company_auto = True

    name = fields.Char(required=True)
    code = fields.Char(required=True, help="Short and lasting, used in import files.")
    complete_name = fields.Char(
        compute="_compute_complete_name", store=True, recursive=True
    )
    kind = fields.Selection(
        [
            ("company", "Company"),
            ("branch", "Branch"),
            ("station", "Service Station"),
            ("community", "Community"),
        ],
        required=True,
        default="community",
    )
    parent_id = fields.Many2one(
        "gas.area", index=True, ondelete="restrict", check_company=True
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("gas.area", "parent_id")
    station_id = fields.Many2one(
        "gas.area",
        compute="_compute_station_id",
        store=True,
        recursive=True,
        index=True,
        help="The service station in charge: the area itself, or the one above it.",
    )
    user_ids = fields.Many2many(
        "res.users", "gas_area_user_rel", "area_id", "user_id", string="Staff"
    )
    phone = fields.Char(help="Where the public reaches this station.")
    address = fields.Char()
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    active = fields.Boolean(default=True)
    premise_count = fields.Integer(compute="_compute_premise_count")

    _code_uniq = models.UniqueIndex(
        "(company_id, code)", "Another area has this code: choose a different one."
    )

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for area in self:
            parts = [area.parent_id.complete_name, area.name]
            area.complete_name = " / ".join(part for part in parts if part)

    @api.depends("kind", "parent_id.station_id")
    def _compute_station_id(self):
        for area in self:
            # A record that is being created is not its own station yet: `create`
            # and `write` recompute once it has an id.
            own = area.kind == "station" and area._origin
            area.station_id = own or area.parent_id.station_id

    def _compute_premise_count(self):
        counts = dict(
            self.env["gas.premise"]._read_group(
                [("community_id", "child_of", self.ids)], ["community_id"], ["__count"]
            )
        )
        for area in self:
            area.premise_count = sum(
                count
                for community, count in counts.items()
                if community.parent_path.startswith(area.parent_path or "-")
            )

    @api.constrains("kind", "parent_id")
    def _check_kind_below_parent(self):
        for area in self:
            allowed = PARENT_KINDS[area.kind]
            if area.parent_id.kind in allowed or not (area.parent_id or allowed):
                continue
            kinds = self._selection_labels("kind")
            if not allowed:
                raise ValidationError(
                    self.env._(
                        "%s is a company and lies below nothing: clear the area above.",
                        area.name,
                    )
                )
            raise ValidationError(
                self.env._(
                    "%(area)s is a %(kind)s: put it below a %(allowed)s.",
                    area=area.name,
                    kind=kinds[area.kind],
                    allowed=" / ".join(kinds[kind] for kind in allowed),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        areas = super().create(vals_list)
        areas.filtered(lambda area: area.kind == "station")._compute_station_id()
        # Record rules hold the user's stations in a cache.
        self.env.registry.clear_cache()
        return areas

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"parent_id", "kind", "user_ids", "active"}:
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    def _person_in_charge(self, company):
        """Return who answers for the station ``self``; if empty, for ``company``.

        The head of the station, else of what it lies in, else an administrator.
        """
        area = self.sudo() or self.sudo().search(
            [("kind", "=", "company"), ("company_id", "=", company.id)], limit=1
        )
        heads = self._staff("station_head")
        while area:
            if found := area.user_ids & heads:
                return found[0]
            area = area.parent_id
        return self._staff("administrator")[:1]

    def _staff(self, role):
        group = self.env.ref(f"gas_customer.gas_customer_group_{role}")
        return group.sudo().all_user_ids
