from odoo import fields, models


class GasOrderPhoto(models.Model):
    """A photo of a crew: how it was before, what was wrong, how it is after.

    What is seen in a home is seen by the crew of the order and its station only.
    """

    _name = "gas.order.photo"
    _description = "Photo of a Work Order"
    _order = "order_id, taken_on, id"
    _rec_name = "taken_on"

    order_id = fields.Many2one(
        "fsm.order", required=True, index=True, ondelete="cascade", readonly=True
    )
    visit_id = fields.Many2one(
        "gas.order.visit", index="btree_not_null", ondelete="cascade", readonly=True
    )
    phase = fields.Selection(
        [
            ("before", "Before the Work"),
            ("fault", "The Fault"),
            ("after", "After the Work"),
        ],
        "Subject",
        required=True,
        default="fault",
        readonly=True,
    )
    image = fields.Image(
        required=True, max_width=1600, max_height=1600, attachment=True, readonly=True
    )
    taken_on = fields.Datetime(required=True, readonly=True)
    latitude = fields.Float(digits=(10, 7), readonly=True)
    longitude = fields.Float(digits=(10, 7), readonly=True)
    taken_by_id = fields.Many2one(
        "res.users", required=True, readonly=True, default=lambda self: self.env.user
    )
