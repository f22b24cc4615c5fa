from odoo import api, fields, models

from ..tools.lifetimes import Device, end_of_life

# Rated sizes of EN 1359 / GB/T 6968, by maximum flow.
SIZES = "G1.6 G2.5 G4 G6 G10 G16 G25 G40 G65 G100".split()


class GasMeter(models.Model):
    """A device that measures gas. Where it hangs is told by its installations."""

    _name = "gas.meter"
    _description = "Gas Meter"
    _order = "name"
    _check_company_auto = True

    name = fields.Char("Meter Number", required=True, index="trigram")
    kind = fields.Selection(
        [
            ("diaphragm", "Diaphragm"),
            ("ic_card", "IC Card"),
            ("smart", "Smart (remote)"),
            ("ultrasonic", "Ultrasonic"),
            ("rotary", "Rotary or Turbine"),
        ],
        required=True,
        default="diaphragm",
    )
    size = fields.Selection([(size, size) for size in SIZES], default="G2.5")
    digits = fields.Integer(
        "Dial Digits",
        required=True,
        default=5,
        help="Whole cubic metres on the dial: with 5 digits, 99999 is followed by 0.",
    )
    flow_direction = fields.Selection(
        [("left", "Inlet Left"), ("right", "Inlet Right")], default="left"
    )
    manufacturer = fields.Char()
    model = fields.Char()
    made_on = fields.Date()
    verified_until = fields.Date(
        help="The day until which the verification by the authority holds."
    )
    expires_on = fields.Date(
        "End of Life",
        compute="_compute_expires_on",
        store=True,
        index="btree_not_null",
        help="By its age or its verification, whichever ends first.",
    )
    installation_ids = fields.One2many("gas.meter.installation", "meter_id")
    service_point_id = fields.Many2one(
        "gas.service.point",
        "Installed At",
        compute="_compute_place",
        store=True,
        index="btree_not_null",
    )
    station_id = fields.Many2one(
        "gas.area", compute="_compute_place", store=True, index="btree_not_null"
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    active = fields.Boolean(default=True)

    _number_uniq = models.UniqueIndex(
        "(company_id, name)",
        "Another meter has this number: check the number plate.",
    )
    _digits_plausible = models.Constraint(
        "CHECK (digits BETWEEN 3 AND 9)", "A dial has 3 to 9 digits."
    )
    _verified_after_made = models.Constraint(
        "CHECK (made_on IS NULL OR verified_until IS NULL OR made_on < verified_until)",
        "A meter is verified after it was made: check the two dates.",
    )

    @api.depends("kind", "made_on", "verified_until")
    def _compute_expires_on(self):
        # A change of the table itself asks for this, too: gas.appliance.life.
        kinds = self.env["gas.appliance.kind"].with_context(active_test=False)
        of_meters = kinds.search([("meter_kind", "!=", False)])
        lives = self.env["gas.appliance.life"]._lives_of(of_meters)
        kind_ids = {kind.meter_kind: kind.id for kind in of_meters}
        for meter in self:
            kind = kind_ids.get(meter.kind)
            device = Device(
                kind,
                made=meter.made_on or None,
                stated=meter.verified_until or None,
            )
            meter.expires_on = end_of_life(lives.get(kind, ()), device)

    @api.depends(
        "installation_ids.date_end",
        "installation_ids.service_point_id",
        "installation_ids.service_point_id.station_id",
    )
    def _compute_place(self):
        hanging = self.env["gas.meter.installation"].search(
            [("meter_id", "in", self.ids), ("date_end", "=", False)]
        )
        by_meter = hanging.grouped("meter_id")
        for meter in self:
            point = by_meter.get(meter._origin, hanging.browse()).service_point_id[:1]
            meter.service_point_id = point
            meter.station_id = point.station_id
