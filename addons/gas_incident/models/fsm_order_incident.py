from odoo import api, fields, models
from odoo.exceptions import UserError


class FsmOrder(models.Model):
    """Orders and calls of one event, joined by pipe, distance and time, in one log."""

    _inherit = "fsm.order"

    incident_id = fields.Many2one(
        "gas.incident", index="btree_not_null", ondelete="restrict", copy=False
    )
    offered_incident_id = fields.Many2one(
        "gas.incident",
        "Possibly Part of",
        compute="_compute_offered_incident_id",
        help="An open incident of the station: the nearest, as far as that is known.",
    )

    @api.depends("incident_id", "urgency", "state", "pipe_section_id", "latitude")
    def _compute_offered_incident_id(self):
        for order in self:
            order.offered_incident_id = order._offered_incidents()[:1].with_env(
                self.env
            )

    def _offered_incidents(self):
        """Return open incidents that the order may belong to, the likeliest first."""
        incidents = self.env["gas.incident"]
        if self.incident_id or self.urgency != "emergency" or self.is_over:
            return incidents
        found = incidents._open_now(self.company_id).filtered(
            lambda incident: incident.station_id == self.station_id
        )
        metres = found._metres_to(self)
        return found._that_of(self) | found.sorted(
            lambda incident: metres.get(incident, float("inf"))
        )

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._new_emergencies()._join_incidents()
        joined = orders.filtered("incident_id")
        joined._log_in_incident(self.env._("reported"))
        return orders

    def _kind_changed(self):
        super()._kind_changed()
        emergencies = self.filtered(lambda order: not order.is_over)._new_emergencies()
        emergencies._join_incidents()
        joined = emergencies.filtered("incident_id")
        joined._log_in_incident(self.env._("reported"))

    def _new_emergencies(self):
        """Return the emergencies that belong to no incident yet."""
        return self.filtered(
            lambda order: order.urgency == "emergency" and not order.incident_id
        )

    def _join_incidents(self):
        """Join the open incident that is near enough; whose it is not leaves again."""
        for company in self.company_id:
            incidents = self.env["gas.incident"]._open_now(company)
            if not incidents:
                continue
            for order in self.filtered(
                lambda each: each.company_id == company  # noqa: B023
            ):
                order.incident_id = incidents._that_of(order)

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

    def _reinforce(self, team, people=None):
        is_new = team not in self._crews()
        super()._reinforce(team, people)
        if is_new:
            self.filtered("incident_id")._log_in_incident(
                self.env._("%s was sent, too.", team.name)
            )

    def action_open_incident(self):
        """Open the incident of the order, or a new one in which the order stands.

        While another is open in the station, it is asked first whether it is the same.
        """
        self.ensure_one()
        if self.incident_id:
            return self.incident_id.get_formview_action()
        if self.offered_incident_id:
            return self.action_join_incident()
        return self._open_new_incident()

    def action_join_incident(self):
        """Ask to which of the open incidents the order belongs."""
        self.ensure_one()
        return self._open_wizard(
            "gas.incident.join", self.env._("Join an Incident"), {}
        )

    def _open_new_incident(self):
        self.ensure_one()
        self.check_access("write")
        incident = self.env["gas.incident"].create(
            {
                "kind": {"fire": "fire"}.get(self.type.call_kind, "leak"),
                "address": self.address,
                "station_id": self.station_id.id,
                "company_id": self.company_id.id,
                "latitude": self.latitude,
                "longitude": self.longitude,
                "reported_on": self.reported_on,
                "words": self.fault,
                "section_id": self.pipe_section_id.id,
            }
        )
        return self._join(incident)

    def _join(self, incident):
        """Make the order part of ``incident``."""
        self.ensure_one()
        self.check_access("write")
        self.sudo().incident_id = incident
        self._log_in_incident(self.env._("reported"))
        return incident.get_formview_action()

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
