from odoo import api, fields, models


class GasServicePoint(models.Model):
    """Where gas comes out. It never moves and outlives customers and meters."""

    _name = "gas.service.point"
    _description = "Gas Service Point"
    _inherit = "gas.audited.mixin"
    _order = "name, id"
    _fact_link = "service_point_id"

    name = fields.Char(
        "Gas Address",
        compute="_compute_name",
        store=True,
        precompute=True,
        index="trigram",
    )
    premise_id = fields.Many2one(
        "gas.premise", required=True, index=True, ondelete="restrict"
    )
    unit = fields.Char(help="For example 2单元")
    room = fields.Char(help="For example 502")
    # Stored here too: a record rule must not join three tables.
    station_id = fields.Many2one(
        related="premise_id.station_id", store=True, precompute=True, index=True
    )
    community_id = fields.Many2one(
        related="premise_id.community_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="premise_id.company_id", store=True, precompute=True, index=True
    )
    installation_ids = fields.One2many("gas.meter.installation", "service_point_id")
    contract_ids = fields.One2many("gas.contract", "service_point_id")
    appliance_ids = fields.One2many("gas.appliance", "service_point_id")
    meter_id = fields.Many2one(
        "gas.meter",
        "Current Meter",
        compute="_compute_meter_id",
        help="The meter that hangs here at present.",
    )
    contract_id = fields.Many2one(
        "gas.contract", "Running Contract", compute="_compute_contract_id"
    )
    note = fields.Text()
    active = fields.Boolean(default=True)

    _place_uniq = models.UniqueIndex(
        "(premise_id, COALESCE(unit, ''), COALESCE(room, ''))",
        "This premise already has a service point for this unit and room.",
    )

    @api.depends("premise_id.name", "unit", "room")
    def _compute_name(self):
        for point in self:
            parts = [point.premise_id.name, point.unit, point.room]
            point.name = "".join(part for part in parts if part)

    @api.depends("installation_ids.date_end", "installation_ids.meter_id")
    def _compute_meter_id(self):
        hanging = self.env["gas.meter.installation"].search(
            [("service_point_id", "in", self.ids), ("date_end", "=", False)]
        )
        by_point = hanging.grouped("service_point_id")
        for point in self:
            installation = by_point.get(point._origin)
            point.meter_id = installation and installation[:1].meter_id

    @api.depends("contract_ids.state")
    def _compute_contract_id(self):
        running = self.env["gas.contract"].search(
            [
                ("service_point_id", "in", self.ids),
                ("state", "in", ("running", "suspended")),
            ]
        )
        by_point = running.grouped("service_point_id")
        for point in self:
            contract = by_point.get(point._origin)
            point.contract_id = contract and contract[:1]

    def _facts_kept(self):
        return super()._facts_kept() | {"unit", "room"}

    def _facts_live(self):
        return self.filtered("contract_ids")
