from odoo import models


class GasTariffLoad(models.TransientModel):
    """Load the tariffs of a city from a preset file (config/tariffs/)."""

    _name = "gas.tariff.load"
    _description = "Load Tariffs From a File"
    _inherit = ["gas.text.file.mixin"]

    def action_load(self):
        tariffs = self.env["gas.tariff"].load_file(self._text())
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_billing.gas_tariff_action"
        )
        return {**action, "domain": [("id", "in", tariffs.ids)]}
