from odoo import fields, models


class GasOrderMove(models.TransientModel):
    """A call that was sent to the wrong station goes to the right one (D05)."""

    _name = "gas.order.move"
    _description = "Move an Order to Another Station"

    order_id = fields.Many2one("fsm.order", required=True, ondelete="cascade")
    station_id = fields.Many2one(
        related="order_id.station_id", string="Current Station"
    )
    area_id = fields.Many2one(
        "gas.area",
        "New Community or Station",
        required=True,
        domain="[('kind', 'in', ('station', 'community')), "
        "('station_id', '!=', station_id)]",
    )
    reason = fields.Char(required=True)

    def action_move(self):
        self.ensure_one()
        self.order_id._move_station(self.area_id, self.reason)
        if self.order_id.has_access("read"):
            return {"type": "ir.actions.act_window_close"}
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_workorder.fsm_order_action"
        )
        return {**action, "target": "main"}
