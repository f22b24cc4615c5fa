from odoo import fields, models


class GasPremise(models.Model):
    """Its place in fieldservice is made on first need: most have never an order."""

    _inherit = "gas.premise"

    fsm_location_id = fields.Many2one(
        "fsm.location",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
