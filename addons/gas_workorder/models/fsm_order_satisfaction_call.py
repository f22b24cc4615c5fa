from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

FOLLOW_UP_RESULTS = [
    ("good", "All Is Well"),
    ("problem", "Not Well"),
    ("smell", "Smells of Gas"),
    ("unreachable", "Not Reached"),
]


class FsmOrder(models.Model):
    """Some days after a repair the customer is called: does it hold (D22)?"""

    _inherit = "fsm.order"

    follow_up_due_on = fields.Date(
        "Customer To Be Called By",
        compute="_compute_follow_up_due_on",
        store=True,
        index="btree_not_null",
    )
    follow_up_phone = fields.Char(
        "Phone to Call", compute="_compute_follow_up_phone", compute_sudo=True
    )
    follow_up_result = fields.Selection(
        FOLLOW_UP_RESULTS, "Call Result", readonly=True, copy=False, tracking=True
    )
    follow_up_words = fields.Char("Customer's Remarks", readonly=True, copy=False)
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

    @api.depends("reporter_phone", "contract_id.phone")
    def _compute_follow_up_phone(self):
        for order in self:
            order.follow_up_phone = order.reporter_phone or order.contract_id.phone

    def action_follow_up(self):
        """Ask what the customer says."""
        self.ensure_one()
        return self._open_wizard(
            "gas.order.follow.up", self.env._("Follow-Up Call: %s", self.name), {}
        )

    def _follow_up(self, result, words=False):
        """Note what the customer said; return the order that follows from it, or none.

        A smell of gas is a leak at once. What does not hold is a repeated repair: free
        of charge, and it counts against the first. Who was not reached stays to be
        called.
        """
        self.ensure_one()
        self.check_access("write")
        order = self.sudo()
        if order.state != "done":
            raise UserError(
                self.env._(
                    "Order %s: the customer is called after it is done.", order.name
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
        vals = {"follow_up_result": result, "follow_up_words": words}
        if result != "unreachable":
            vals["followed_up_on"] = fields.Datetime.now()
            vals["followed_up_by_id"] = self.env.uid
        order._write_as_server(vals)
        kind = {"problem": "reservice", "smell": "emergency_indoor"}.get(result)
        return order._order_again(kind) if kind else self.browse()

    def _order_again(self, kind):
        self.ensure_one()
        vals = {
            "type": self.env["fsm.order.type"]._with_code(kind).id,
            "contract_id": self.contract_id.id,
            "service_point_id": self.service_point_id.id,
            "premise_id": self.premise_id.id,
            "area_id": self.area_id.id,
            "reporter": self.reporter or self.partner_id.name,
            "reporter_phone": self.follow_up_phone,
            "fault": self.follow_up_words,
        }
        if kind == "reservice":
            vals |= {"fault_id": self.fault_id.id, "first_order_id": self.id}
        return self.create(vals)
