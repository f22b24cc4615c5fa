from odoo import fields, models


class GasFeeItem(models.Model):
    """A fee for a part takes the part from the store."""

    _inherit = "gas.fee.item"

    part_id = fields.Many2one(
        "gas.part",
        "Spare Part Used",
        index="btree_not_null",
        ondelete="restrict",
        help="An order that charges it takes it from the store of the crew.",
    )
