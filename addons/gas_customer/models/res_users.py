from odoo import api, fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    gas_area_ids = fields.Many2many(
        "gas.area",
        "gas_area_user_rel",
        "user_id",
        "area_id",
        string="Gas Areas",
        help="The user works for these areas and sees the records of their stations.",
    )
    gas_station_ids = fields.Many2many(
        "gas.area", string="Gas Stations", compute="_compute_gas_station_ids"
    )

    gas_is_confined = fields.Boolean(
        compute="_compute_gas_is_confined",
        help="Staff who do not see all stations of their companies. Who has no role in "
        "gas sees none of its customers.",
    )

    @api.depends("gas_area_ids", "group_ids")
    def _compute_gas_is_confined(self):
        for user in self:
            user.gas_is_confined = (
                user._is_internal()
                and not user.has_group("gas_customer.gas_customer_group_administrator")
                and "company" not in user.sudo().gas_area_ids.mapped("kind")
            )

    @api.depends("gas_area_ids.parent_path", "gas_area_ids.station_id")
    def _compute_gas_station_ids(self):
        """Find the stations below a user's areas, and the one above a community."""
        for user in self:
            areas = user.sudo().gas_area_ids
            below = self.env["gas.area"].sudo()
            if areas:
                below = below.search(
                    [("id", "child_of", areas.ids), ("kind", "=", "station")]
                )
            user.gas_station_ids = below | areas.station_id

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        if any("gas_area_ids" in vals for vals in vals_list):
            self.env.registry.clear_cache()
        return users

    def write(self, vals):
        result = super().write(vals)
        if "gas_area_ids" in vals:
            # Record rules hold the user's stations in a cache.
            self.env.registry.clear_cache()
        return result
