from odoo import api, models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @api.model
    def _gas_home_actions(self):
        return [
            (
                "gas_customer.gas_customer_group_billing",
                "gas_billing.gas_billing_campaign_action",
            ),
            (
                "gas_customer.gas_customer_group_cashier",
                "gas_billing.gas_arrears_action",
            ),
            (
                "gas_customer.gas_customer_group_reader",
                "gas_billing.gas_meter_reading_action",
            ),
            *super()._gas_home_actions(),
        ]
