"""The facilities of a household, as its contract shows them."""

from odoo import api, fields, models
from odoo.tools import format_date

from .gas_appliance import HOME_CLASSES


class GasContract(models.Model):
    _inherit = "gas.contract"

    appliance_ids = fields.One2many(related="service_point_id.appliance_ids")
    expired_facilities = fields.Char(compute="_compute_expired_facilities")
    safety_file_ids = fields.One2many("gas.safety.file", "contract_id")

    @api.depends(
        "service_point_id.appliance_ids.expires_on",
        "service_point_id.installation_ids.meter_id.expires_on",
    )
    def _compute_expired_facilities(self):
        """Name what hangs or stands there past its end of life."""
        today = self.env.company._promise_today()
        expired = self.env["gas.expiry"].search(
            [
                ("service_point_id", "in", self.service_point_id.ids),
                ("expires_on", "<", today),
            ]
        )
        by_point = expired.grouped("service_point_id")
        for contract in self:
            found = by_point.get(contract.service_point_id, expired.browse())
            contract.expired_facilities = "、".join(
                f"{each.kind_id.name} {format_date(self.env, each.expires_on)}"
                for each in found
            )

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        contracts._open_safety_files()
        return contracts

    def write(self, vals):
        result = super().write(vals)
        if "user_class" in vals:
            self._open_safety_files()
        return result

    def _open_safety_files(self):
        """Open a safety file for each non-resident: what is missing shows by itself."""
        # Whoever opens a household may not write safety files.
        contracts_sudo = self.sudo().filtered(
            lambda contract: (
                contract.user_class not in HOME_CLASSES and not contract.safety_file_ids
            )
        )
        contracts_sudo.env["gas.safety.file"].create(
            [{"contract_id": contract.id} for contract in contracts_sudo]
        )

    def action_enter_appliance(self):
        """Open an empty card for an appliance of this household's place."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "gas.appliance",
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {"default_service_point_id": self.service_point_id.id},
        }

    def action_open_safety_file(self):
        self.ensure_one()
        return self.safety_file_ids._get_records_action(context={})
