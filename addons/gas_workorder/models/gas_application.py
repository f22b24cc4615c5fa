from odoo import fields, models
from odoo.exceptions import UserError

from .fsm_order import OVER


class GasApplication(models.Model):
    """The work on site that an application takes (A16)."""

    _inherit = "gas.application"

    order_ids = fields.One2many(
        "fsm.order",
        "application_id",
        "Work Orders",
        groups="fieldservice.group_fsm_user",
    )
    order_count = fields.Integer(
        "Number of Work Orders",
        compute="_compute_order_count",
        groups="fieldservice.group_fsm_user",
    )

    is_of_company = fields.Boolean(
        "Begun by the Company",
        readonly=True,
        copy=False,
        help="Opened by an order that no customer has applied for: nobody brings "
        "papers.",
    )

    def _obstacles(self, state):
        if self.is_of_company and state in ("submitted", "accepted"):
            return
        yield from super()._obstacles(state)

    def _compute_order_count(self):
        counts = dict(
            self.env["fsm.order"]._read_group(
                [("application_id", "in", self.ids)], ["application_id"], ["__count"]
            )
        )
        for application in self:
            application.order_count = counts.get(application, 0)

    def action_order_work(self):
        """Open a new order for the work, of the kind that serves this business.

        One that is under way already is opened instead: the work is done once.
        """
        self.ensure_one()
        if not self._is_open() or self.state == "submitted":
            raise UserError(
                self.env._(
                    "%s is not accepted, or over already: no work is ordered for it.",
                    self.display_name,
                )
            )
        under_way = self.order_ids.filtered(lambda order: order.state not in OVER)[:1]
        if under_way:
            return under_way._get_records_action(context={})
        kind = self.env["fsm.order.type"].search(
            [("application_kind_id", "=", self.kind_id.id)], limit=1
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Work Order for %s", self.name),
            "res_model": "fsm.order",
            "view_mode": "form",
            "context": {
                "default_application_id": self.id,
                "default_contract_id": self.contract_id.id,
                "default_service_point_id": self.service_point_id.id,
                "default_type": kind.id,
                "default_reporter": self.partner_id.name,
                "default_reporter_phone": self.contact_phone,
                "default_fault": self.kind_id.name,
            },
        }

    def action_open_orders(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_workorder.fsm_order_action"
        )
        return {**action, "domain": [("application_id", "=", self.id)], "context": {}}

    def _obstacles_of_contract(self):
        yield from super()._obstacles_of_contract()
        if self.change != "resume":
            return
        for stop in self.contract_id._open_stops():
            yield self.env._(
                "The gas was cut off for another reason: %(reason)s. Restore it under "
                "Work Orders / Stops of Supply.",
                reason=stop._selection_label("reason"),
            )

    def _visit(self):
        """Return the order that a crew is still to come for, if there is one (sudo)."""
        return self.sudo().order_ids.filtered(lambda order: order._may_choose())[:1]
