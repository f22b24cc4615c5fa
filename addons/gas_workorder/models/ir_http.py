from odoo import api, models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @api.model
    def _gas_home_actions(self):
        return [
            (
                "gas_customer.gas_customer_group_dispatcher",
                "gas_workorder.board_action",
            ),
            *super()._gas_home_actions(),
            (
                "gas_customer.gas_customer_group_technician",
                "gas_workorder.fsm_order_action",
            ),
        ]
