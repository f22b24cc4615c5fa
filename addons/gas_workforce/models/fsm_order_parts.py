from odoo import fields, models


class FsmOrder(models.Model):
    """Which spare parts an order took."""

    _inherit = "fsm.order"

    part_move_ids = fields.One2many("gas.part.move", "order_id", "Parts")

    def _finish(self, at=None):
        result = super()._finish(at)
        self.sudo()._take_parts()
        return result

    def _take_parts(self):
        """Take charged parts from the store, unless the crew has entered them."""
        self.env["gas.part.move"].create(
            [
                {
                    "order_id": order.id,
                    "part_id": fee.item_id.part_id.id,
                    "quantity": fee.quantity,
                    "kind": "used",
                }
                for order in self
                for fee in order.fee_ids
                if fee.item_id.part_id - order.part_move_ids.part_id
            ]
        )
