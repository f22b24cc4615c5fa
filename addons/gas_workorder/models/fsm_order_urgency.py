from odoo import api, fields, models
from odoo.exceptions import UserError

from ..dispatch import urgency_points


class FsmOrder(models.Model):
    """Which of two orders comes first (D37): the more urgent, then by points.

    Points are stored without time, which would be worked out every minute; the board
    adds it.
    """

    _inherit = "fsm.order"
    _order = "priority desc, urgency_points desc, reported_on desc, id desc"

    urgency_points = fields.Integer(
        compute="_compute_urgency_points",
        store=True,
        precompute=True,
        aggregator=None,
        help="Of the kind of work, who lives there, and whether it is reported again.",
    )
    urge_count = fields.Integer("Times Urged", readonly=True, copy=False)

    _by_urgency = models.Index(
        "(priority DESC, urgency_points DESC, reported_on DESC, id DESC) "
        "WHERE state NOT IN ('done', 'cancelled')"
    )

    @api.depends(
        "type.urgency",
        "type.call_kind",
        "contract_id.is_protected",
        "first_order_id",
        "urge_count",
    )
    def _compute_urgency_points(self):
        for order in self:
            order.urgency_points = urgency_points(
                order.type.urgency,
                order.type.call_kind,
                order.contract_id.is_protected,
                order.first_order_id,
                order.urge_count,
            )

    def action_urge(self):
        """Note that the customer has called again (催单)."""
        self.check_access("write")
        for order in self:
            if order.is_over:
                raise UserError(
                    self.env._(
                        "Order %s is over. Enter a new one for what is wrong now.",
                        order.name,
                    )
                )
            order.sudo().urge_count += 1
            order.message_post(
                body=self.env._("The customer has called again (%d).", order.urge_count)
            )
