from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class FsmOrder(models.Model):
    """Some days after a repair the customer is called: does it hold (D22)?"""

    _inherit = "fsm.order"

    follow_up_due_on = fields.Date(
        "Customer To Be Called By",
        compute="_compute_follow_up_due_on",
        store=True,
        index="btree_not_null",
    )
    follow_up_result = fields.Selection(
        [
            ("good", "All Is Well"),
            ("problem", "Not Well"),
            ("unreachable", "Not Reached"),
        ],
        "Call Result",
        copy=False,
        tracking=True,
    )
    follow_up_words = fields.Char("Customer's Remarks", copy=False)
    followed_up_on = fields.Datetime("Satisfaction Call On", readonly=True, copy=False)
    followed_up_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    @api.depends("done_on", "type.needs_follow_up")
    def _compute_follow_up_due_on(self):
        for order in self:
            due = order.done_on and order.type.needs_follow_up
            company = order.company_id
            order.follow_up_due_on = due and (
                company._promise_local(order.done_on).date()
                + timedelta(company.gas_follow_up_call_days)
            )

    def action_followed_up(self):
        """Note the call; when the repair does not hold, order another visit.

        The visit is a repeated repair: free of charge, and it counts against the first.
        """
        self.check_access("write")
        again = self.browse()
        for order in self.sudo():
            if order.state != "done" or not order.follow_up_result:
                raise UserError(
                    self.env._(
                        "Order %s: enter what the customer said, after it is done.",
                        order.name,
                    )
                )
            if order.followed_up_on:
                raise UserError(
                    self.env._(
                        "Order %(order)s: %(user)s has called already.",
                        order=order.name,
                        user=order.followed_up_by_id.name,
                    )
                )
            order._write_as_server(
                {
                    "followed_up_on": fields.Datetime.now(),
                    "followed_up_by_id": self.env.uid,
                }
            )
            if order.follow_up_result == "problem":
                again |= order._order_again()
        return again.get_formview_action() if len(again) == 1 else True

    def _order_again(self):
        self.ensure_one()
        return self.create(
            {
                "type": self.env["fsm.order.type"]._with_code("reservice").id,
                "contract_id": self.contract_id.id,
                "service_point_id": self.service_point_id.id,
                "premise_id": self.premise_id.id,
                "area_id": self.area_id.id,
                "reporter": self.reporter,
                "reporter_phone": self.reporter_phone,
                "fault": self.follow_up_words,
                "fault_id": self.fault_id.id,
                "first_order_id": self.id,
            }
        )
