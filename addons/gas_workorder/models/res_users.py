from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _board_stations(self):
        """Return the stations whose orders this user may see and send crews to."""
        self.ensure_one()
        stations = self.gas_station_ids
        if not self.has_group("fieldservice.group_fsm_user"):
            return stations.browse()
        if self.has_group("gas_customer.gas_customer_group_administrator"):
            stations = stations.search([("kind", "=", "station")])
        companies = self.env.companies
        return stations.filtered(lambda station: station.company_id in companies)
