from odoo import api, fields, models
from odoo.exceptions import UserError


class FsmOrder(models.Model):
    """Orders and calls of one event, joined by distance and time, in one log."""

    _inherit = "fsm.order"

    incident_id = fields.Many2one(
        "gas.incident", index="btree_not_null", ondelete="restrict", copy=False
    )

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.filtered(
            lambda order: order.urgency == "emergency" and not order.incident_id
        )._join_incidents()
        joined = orders.filtered("incident_id")
        joined._log_in_incident(self.env._("reported"))
        return orders

    def _join_incidents(self):
        """Join the open incident that is near enough; whose it is not leaves again."""
        for company in self.company_id:
            incidents = self.env["gas.incident"]._open_near(company)
            if not incidents:
                continue
            for order in self.filtered(
                lambda each: each.company_id == company and each.latitude  # noqa: B023
            ):
                order.incident_id = incidents._nearest(
                    (order.latitude, order.longitude)
                )

    def _log_in_incident(self, words, at=None):
        for order in self:
            order.incident_id.sudo()._note(
                "order",
                f"{order.name} {order.team_id.name or ''} {words}",
                order._time_of(at),
            )

    def _move_to(self, state, at=None, **vals):
        result = super()._move_to(state, at, **vals)
        labels = self._selection_labels("state")
        self.filtered("incident_id")._log_in_incident(labels[state], at)
        return result

    def action_open_incident(self):
        """Open the incident of the order, or a new one in which the order stands."""
        self.ensure_one()
        if not self.incident_id:
            self.check_access("write")
            self.sudo().incident_id = self.env["gas.incident"].create(
                {
                    "kind": {"fire": "fire"}.get(self.type.call_kind, "leak"),
                    "address": self.address,
                    "station_id": self.station_id.id,
                    "company_id": self.company_id.id,
                    "latitude": self.latitude,
                    "longitude": self.longitude,
                    "reported_on": self.reported_on,
                    "words": self.fault,
                    "section_id": self.premise_id.pipe_section_id.id,
                }
            )
            self._log_in_incident(self.env._("reported"))
        return self.incident_id.get_formview_action()

    def action_leave_incident(self):
        """Take the order out of the incident: it is another event after all."""
        for order in self:
            if not order.incident_id:
                continue
            if order.incident_id.state in ("closed", "cancelled"):
                raise UserError(
                    self.env._(
                        "Order %(order)s: incident %(incident)s is over and keeps its "
                        "orders.",
                        order=order.name,
                        incident=order.incident_id.name,
                    )
                )
            order._log_in_incident(self.env._("does not belong here"))
            order.incident_id = False
