from odoo import api, models


class IrHttp(models.AbstractModel):
    """Each role opens on its own work, unless the user has chosen another screen."""

    _inherit = "ir.http"

    def session_info(self):
        info = super().session_info()
        if self.env.user._is_internal() and not info.get("home_action_id"):
            info["home_action_id"] = self._gas_home_action_id()
        return info

    @api.model
    def _gas_home_action_id(self):
        """Return the id of the action that the user begins with, or False."""
        user = self.env.user
        if user.has_group("gas_customer.gas_customer_group_administrator"):
            return False
        for group, action in self._gas_home_actions():
            if user.has_group(group):
                return self.env.ref(action).sudo().id
        return False

    @api.model
    def _gas_home_actions(self):
        """Return [(group, action)] by XML id; the first that a user has is taken.

        Add-ons put theirs before these.
        """
        return [
            (
                "gas_customer.gas_customer_group_station_head",
                "gas_promise.gas_promise_report_action",
            ),
            (
                "gas_customer.gas_customer_group_agent",
                "gas_customer.gas_contract_action",
            ),
        ]
