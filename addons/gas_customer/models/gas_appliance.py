from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.gas_promise.tools import selection_of

from ..tools.lifetimes import Device, end_of_life

HOME_CLASSES = ("resident", "heating")
# What the end of life depends on, besides the table.
FACTS = ("kind_id", "fuel", "use", "made_on", "sold_on", "fitted_on", "stated_until")


class GasAppliance(models.Model):
    """A facility behind the meter: what burns, closes, warns or leads gas.

    It belongs to the place, not to the customer: it stays when they move out. When it
    must go is told by the table of lives, or earlier by its maker.
    """

    _name = "gas.appliance"
    _description = "Gas Appliance"
    _inherit = ["gas.household.search.mixin", "mail.thread"]
    _order = "service_point_id, kind_id, id"
    _household_path = "service_point_id.contract_ids"

    service_point_id = fields.Many2one(
        "gas.service.point", required=True, index=True, ondelete="restrict"
    )
    station_id = fields.Many2one(
        related="service_point_id.station_id", store=True, precompute=True, index=True
    )
    community_id = fields.Many2one(
        related="service_point_id.community_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="service_point_id.company_id", store=True, precompute=True, index=True
    )
    contract_id = fields.Many2one(
        related="service_point_id.contract_id", string="Household"
    )
    kind_id = fields.Many2one(
        "gas.appliance.kind",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('category', '!=', 'meter')]",
        tracking=True,
    )
    category = fields.Selection(related="kind_id.category")
    brand = fields.Char()
    model = fields.Char()
    serial_number = fields.Char()
    manufacturer = fields.Char()
    fuel = fields.Selection(
        selection_of("gas.appliance.life", "fuel"),
        required=True,
        default="natural",
        help="The gas it is built for.",
    )
    flue = fields.Selection(
        [
            ("none", "Without Flue"),
            ("natural", "Natural Draught"),
            ("forced", "Forced Exhaust"),
            ("balanced", "Balanced (sealed)"),
        ]
    )
    power_kw = fields.Float("Power (kW)", digits=(8, 1))
    material = fields.Selection(
        [
            ("galvanised", "Galvanised Steel"),
            ("stainless", "Stainless Steel"),
            ("copper", "Copper"),
            ("aluminium_plastic", "Aluminium-Plastic"),
            ("pe", "Polyethylene"),
            ("rubber", "Rubber"),
        ]
    )
    owner = fields.Selection(
        [("customer", "Customer"), ("company", "Gas Company"), ("other", "Other")],
        required=True,
        default="customer",
    )
    serves_id = fields.Many2one(
        "gas.appliance",
        "Connected Appliance",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('service_point_id', '=', service_point_id), "
        "('category', '=', 'burner')]",
        help="The appliance that this hose leads to: it is renewed with it.",
    )
    made_on = fields.Date(tracking=True)
    sold_on = fields.Date(tracking=True)
    fitted_on = fields.Date(tracking=True)
    fitted_by = fields.Char(help="The firm or person that fitted it.")
    checked_on = fields.Date("Last Checked On")
    stated_until = fields.Date(
        "Stated End of Life",
        tracking=True,
        help="As printed on its plate; it counts when it is the earlier one.",
    )
    removed_on = fields.Date(tracking=True)
    state = fields.Selection(
        [("in_use", "In Use"), ("removed", "Removed")],
        compute="_compute_state",
        store=True,
        precompute=True,
    )
    use = fields.Selection(
        selection_of("gas.appliance.life", "use"),
        compute="_compute_use",
        store=True,
        precompute=True,
    )
    expires_on = fields.Date(
        "End of Life",
        compute="_compute_expires_on",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="The last day that it may be used.",
    )
    note = fields.Text()

    _dates_in_order = models.Constraint(
        "CHECK (made_on <= LEAST(sold_on, fitted_on, removed_on) "
        "AND sold_on <= LEAST(fitted_on, removed_on) AND fitted_on <= removed_on)",
        "A device is made, then sold, then fitted, then removed: check the dates.",
    )
    _power_positive = models.Constraint(
        "CHECK (power_kw >= 0)", "A power is not negative."
    )

    @api.depends("kind_id.name", "brand", "model")
    def _compute_display_name(self):
        for appliance in self:
            parts = [appliance.kind_id.name, appliance.brand, appliance.model]
            appliance.display_name = " ".join(part for part in parts if part)

    @api.depends("removed_on")
    def _compute_state(self):
        for appliance in self:
            appliance.state = "removed" if appliance.removed_on else "in_use"

    @api.depends(
        "service_point_id.premise_id.kind",
        "service_point_id.contract_ids.state",
        "service_point_id.contract_ids.user_class",
    )
    def _compute_use(self):
        """Tell by the class of who lives there now; an empty place by its building."""
        for appliance in self:
            point = appliance.service_point_id
            if point.contract_id:
                home = point.contract_id.user_class in HOME_CLASSES
            else:
                home = point.premise_id.kind == "building"
            appliance.use = "home" if home else "commerce"

    @api.depends(*FACTS, *(f"serves_id.{name}" for name in FACTS))
    def _compute_expires_on(self):
        # A change of the table itself asks for this, too: gas.appliance.life.
        kinds = self.kind_id | self.serves_id.kind_id
        lives = self.env["gas.appliance.life"]._lives_of(kinds)
        for appliance in self:
            device = appliance._as_device()
            kinds = {device.kind, device.serves and device.serves.kind}
            rows = [life for kind in kinds for life in lives.get(kind, ())]
            appliance.expires_on = end_of_life(rows, device)

    def _as_device(self):
        """Return the lifetimes.Device; what a hose leads to leads nowhere itself."""
        served = self.serves_id
        return Device(
            kind=self.kind_id.id,
            fuel=self.fuel,
            use=self.use,
            made=self.made_on or None,
            sold=self.sold_on or None,
            fitted=self.fitted_on or None,
            stated=self.stated_until or None,
            serves=served._as_device() if served else None,
        )

    @api.constrains("kind_id", "serves_id", "service_point_id")
    def _check_kind_and_serves(self):
        for appliance in self:
            if appliance.category == "meter":
                raise ValidationError(
                    self.env._(
                        "%s is a kind of meters: enter it under Meters.",
                        appliance.kind_id.name,
                    )
                )
            served = appliance.serves_id
            if served and (
                (appliance.category, served.category) != ("line", "burner")
                or served.service_point_id != appliance.service_point_id
            ):
                raise ValidationError(
                    self.env._(
                        "Only a hose leads to an appliance, and to a burning one of "
                        "the same place: %(hose)s does not lead to %(served)s.",
                        hose=appliance.display_name,
                        served=served.display_name,
                    )
                )

    @api.constrains("made_on", "sold_on", "fitted_on", "checked_on", "removed_on")
    def _check_not_in_future(self):
        today = self.env.company._promise_today()
        names = ("made_on", "sold_on", "fitted_on", "checked_on", "removed_on")
        for appliance in self:
            for name in names:
                if appliance[name] and appliance[name] > today:
                    raise ValidationError(
                        self.env._(
                            "%(appliance)s: %(day)s lies in the future. Check the "
                            "date.",
                            appliance=appliance.display_name,
                            day=appliance[name],
                        )
                    )

    def action_remove(self):
        """Note that the devices were taken away today; they stay on file.

        Those that were taken away before keep their day.
        """
        standing = self.filtered(lambda appliance: not appliance.removed_on)
        standing.write({"removed_on": self.env.company._promise_today()})
