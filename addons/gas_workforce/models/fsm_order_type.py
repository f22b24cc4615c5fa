from odoo import fields, models


class FsmOrderType(models.Model):
    """A kind of work says which certificates it takes."""

    _inherit = "fsm.order.type"

    certificate_ids = fields.Many2many(
        "hr.skill",
        "fsm_order_type_certificate_rel",
        string="Certificates Needed",
        domain="[('skill_type_id.is_certification', '=', True)]",
        help="Each who is sent holds all of them on the day of the work. None is "
        "chosen at first: enter the certificates of the crews, then choose them here.",
    )
