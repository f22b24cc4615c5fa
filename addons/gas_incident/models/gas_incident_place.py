from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.gas_workorder.dispatch import metres_between


class GasIncident(models.Model):
    """Where it is, and which calls are of the same event."""

    _inherit = "gas.incident"

    latitude = fields.Float(
        digits=(10, 7), compute="_compute_position", store=True, readonly=False
    )
    longitude = fields.Float(
        digits=(10, 7), compute="_compute_position", store=True, readonly=False
    )

    @api.depends("section_id")
    def _compute_position(self):
        """Take the position from the pipe, if none is known yet."""
        for incident in self.filtered(lambda each: not each.latitude):
            position = incident.section_id._middle() or (0.0, 0.0)
            incident.latitude, incident.longitude = position

    @api.model
    def _open_now(self, company):
        """Return the open incidents of ``company`` that calls may belong to (sudo)."""
        since = fields.Datetime.now() - timedelta(hours=company.gas_incident_hours)
        return self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("state", "in", ("reported", "started", "controlled")),
                ("is_drill", "=", False),
                ("reported_on", ">=", since),
            ]
        )

    def _that_of(self, order):
        """Return that of ``self`` which ``order`` is part of: of its pipe, or near."""
        same_pipe = self.filtered("section_id").filtered(
            lambda incident: incident.section_id == order.pipe_section_id
        )
        if same_pipe or not order.latitude:
            return same_pipe[:1]
        near = [
            (metres, incident.id)
            for incident, metres in self._metres_to(order).items()
            if metres <= incident.company_id.gas_incident_metres
        ]
        return self.browse(min(near)[1]) if near else self.browse()

    def _metres_to(self, order):
        """Return {incident: metres} of those of ``self`` whose position is known."""
        return {
            incident: metres_between(
                (incident.latitude, incident.longitude),
                (order.latitude, order.longitude),
            )
            for incident in self
            if incident.latitude and order.latitude
        }
