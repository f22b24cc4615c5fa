from odoo import fields, models


class FsmOrder(models.Model):
    """What a customer claims for damage done by the work."""

    _inherit = "fsm.order"

    claim_ids = fields.One2many("gas.claim", "order_id", "Claims")
