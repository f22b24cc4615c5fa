from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GasPremise(models.Model):
    """A building or a business: an address with one or more service points."""

    _name = "gas.premise"
    _description = "Gas Premise"
    _inherit = "gas.audited.mixin"
    _order = "name, id"
    _fact_link = "premise_id"

    name = fields.Char(
        "Gas Address",
        compute="_compute_name",
        store=True,
        precompute=True,
        index="trigram",
    )
    kind = fields.Selection(
        [("building", "Residential Building"), ("business", "Business Premise")],
        required=True,
        default="building",
    )
    community_id = fields.Many2one(
        "gas.area",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('kind', '=', 'community')]",
    )
    station_id = fields.Many2one(
        related="community_id.station_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, precompute=True, index=True
    )
    street = fields.Char(
        "Street and Number", required=True, help="For example 人民路18号"
    )
    building = fields.Char(help="For example 3栋; the name of the house of a business.")
    # Seven decimals are about a centimetre.
    latitude = fields.Float(digits=(10, 7))
    longitude = fields.Float(digits=(10, 7))
    service_point_ids = fields.One2many("gas.service.point", "premise_id")
    note = fields.Text()
    active = fields.Boolean(default=True)

    _address_uniq = models.UniqueIndex(
        "(community_id, street, COALESCE(building, ''))",
        "This community already has a premise at this street and building.",
    )
    _position_exists = models.Constraint(
        "CHECK (latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180)",
        "Latitude lies between -90 and 90 degrees, longitude between -180 and 180.",
    )

    @api.depends("kind", "street", "building", "community_id.name")
    def _compute_name(self):
        for premise in self:
            # A shop's address is its street; people find a flat by its estate.
            estate = premise.community_id.name if premise.kind == "building" else ""
            parts = [premise.street, estate, premise.building]
            premise.name = "".join(part for part in parts if part)

    @api.constrains("community_id")
    def _check_community(self):
        for premise in self:
            if premise.community_id.kind != "community" or not premise.station_id:
                raise ValidationError(
                    self.env._(
                        "%(premise)s: %(area)s is not a community of a service "
                        "station. Choose one, so that a station is in charge.",
                        premise=premise.name,
                        area=premise.community_id.display_name,
                    )
                )

    def _facts_kept(self):
        return super()._facts_kept() | {"community_id", "street", "building"}

    def _facts_live(self):
        return self.filtered("service_point_ids.contract_ids")
