import base64

from odoo import fields, models
from odoo.exceptions import UserError


class GasTariffLoad(models.TransientModel):
    """Load the tariffs of a city from a preset file (config/tariffs/)."""

    _name = "gas.tariff.load"
    _description = "Load Tariffs From a File"

    file = fields.Binary(required=True)
    file_name = fields.Char()

    def action_load(self):
        try:
            document = base64.b64decode(self.file).decode()
        except UnicodeDecodeError as error:
            raise UserError(
                self.env._(
                    "%s is not a text in UTF-8: save it so, or choose another file.",
                    self.file_name,
                )
            ) from error
        tariffs = self.env["gas.tariff"].load_file(document)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_billing.gas_tariff_action"
        )
        return {**action, "domain": [("id", "in", tariffs.ids)]}
