from odoo import fields, models
from odoo.tools import SQL


class GasExpiry(models.Model):
    """What expires when: the appliances in use and the meters that hang, one list."""

    _name = "gas.expiry"
    _description = "End of Life of a Facility"
    _inherit = ["gas.household.search.mixin"]
    _auto = False
    _order = "expires_on, id"
    _rec_name = "device"
    _household_path = "service_point_id.contract_ids"
    _depends = {
        "gas.appliance": [
            "kind_id",
            "brand",
            "model",
            "service_point_id",
            "station_id",
            "community_id",
            "company_id",
            "expires_on",
            "removed_on",
        ],
        "gas.meter": [
            "name",
            "kind",
            "service_point_id",
            "station_id",
            "company_id",
            "expires_on",
            "active",
        ],
        "gas.service.point": ["community_id"],
        "gas.appliance.kind": ["meter_kind"],
    }

    appliance_id = fields.Many2one("gas.appliance", readonly=True)
    meter_id = fields.Many2one("gas.meter", readonly=True)
    kind_id = fields.Many2one("gas.appliance.kind", readonly=True)
    device = fields.Char("Model or Meter Number", readonly=True)
    service_point_id = fields.Many2one("gas.service.point", readonly=True)
    contract_id = fields.Many2one(
        "gas.contract", "Household", compute="_compute_household"
    )
    phone = fields.Char(compute="_compute_household")
    station_id = fields.Many2one("gas.area", readonly=True)
    community_id = fields.Many2one("gas.area", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    expires_on = fields.Date("End of Life", readonly=True)

    @property
    def _table_query(self):
        # Appliances have even numbers, meters odd ones.
        return SQL("""
            SELECT a.id * 2 AS id, a.id AS appliance_id, NULL::integer AS meter_id,
                   a.kind_id, concat_ws(' ', a.brand, a.model) AS device,
                   a.service_point_id, a.station_id, a.community_id, a.company_id,
                   a.expires_on
              FROM gas_appliance a
             WHERE a.removed_on IS NULL AND a.expires_on IS NOT NULL
             UNION ALL
            SELECT m.id * 2 + 1, NULL::integer, m.id,
                   k.id, m.name,
                   m.service_point_id, m.station_id, p.community_id, m.company_id,
                   m.expires_on
              FROM gas_meter m
              JOIN gas_service_point p ON p.id = m.service_point_id
              JOIN gas_appliance_kind k ON k.meter_kind = m.kind
             WHERE m.active AND m.expires_on IS NOT NULL
        """)

    def _compute_household(self):
        for expiry in self:
            expiry.contract_id = expiry.service_point_id.contract_id
            expiry.phone = expiry.contract_id.phone

    def action_open(self):
        """Open the card of the appliance or of the meter."""
        self.ensure_one()
        record = self.appliance_id or self.meter_id
        return record._get_records_action(context={})
