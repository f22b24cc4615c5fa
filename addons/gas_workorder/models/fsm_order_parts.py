from odoo import fields, models


class FsmOrder(models.Model):
    """Which spare parts an order took."""

    _inherit = "fsm.order"

    part_move_ids = fields.One2many("gas.part.move", "order_id", "Parts")
