from datetime import timedelta

from odoo import api, fields, models


class GasIncidentNotice(models.Model):
    """Somebody who has to be told of an incident: by when, and whether it was done."""

    _name = "gas.incident.notice"
    _description = "Incident Notification"
    _order = "incident_id, due_on, id"

    incident_id = fields.Many2one(
        "gas.incident", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", "Internal Recipient", index="btree_not_null")
    contact_id = fields.Many2one(
        "gas.emergency.contact",
        "External Contact",
        index="btree_not_null",
        ondelete="restrict",
    )
    phone = fields.Char(compute="_compute_phone")
    words = fields.Char("Purpose")
    due_on = fields.Datetime("Notification Due On", required=True)
    notified_on = fields.Datetime(readonly=True)
    notified_by_id = fields.Many2one("res.users", readonly=True)
    is_late = fields.Boolean(compute="_compute_is_late")

    @api.depends("user_id", "contact_id")
    def _compute_phone(self):
        for notice in self:
            # Whom to ring up in an emergency is no secret to who has to.
            partner = notice.user_id.sudo().partner_id
            notice.phone = notice.contact_id.phone or partner.phone

    @api.depends("due_on", "notified_on")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for notice in self:
            notice.is_late = (notice.notified_on or now) > notice.due_on

    @api.depends("user_id", "contact_id")
    def _compute_display_name(self):
        for notice in self:
            notice.display_name = notice.user_id.name or notice.contact_id.name

    def action_notified(self):
        """Note that they have been told; the second press changes nothing."""
        new = self.filtered(lambda notice: not notice.notified_on)
        new._write_as_server(
            {"notified_on": fields.Datetime.now(), "notified_by_id": self.env.uid}
        )
        for notice in new:
            notice.incident_id._note(
                "report", self.env._("Told: %s", notice.display_name)
            )

    @api.model
    def _make_for(self, incident, plans, since):
        """Make what ``plans`` demand and is not there yet, counted from ``since``.

        Whom several of them name is told by what the first, the gravest, says.
        """
        known = set(incident.notice_ids.user_id) | set(incident.notice_ids.contact_id)
        lines = plans.line_ids.browse()
        for line in [line for plan in plans for line in plan.line_ids]:
            recipient = line.user_id or line.contact_id
            if recipient not in known:
                known.add(recipient)
                lines |= line
        return self.sudo().create(
            [
                {
                    "incident_id": incident.id,
                    "user_id": line.user_id.id,
                    "contact_id": line.contact_id.id,
                    "words": line.words,
                    "due_on": since + timedelta(minutes=line.minutes),
                }
                for line in lines
            ]
        )
