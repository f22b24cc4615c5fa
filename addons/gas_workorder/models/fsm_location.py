from odoo import models


class FsmLocation(models.Model):
    _inherit = "fsm.location"

    def _ensure_for(self, records):
        """Give each of ``records`` (premises or areas) its place, in one go.

        Locked, so that two orders of one building do not make two places.
        """
        missing = records.sudo().filtered(lambda record: not record.fsm_location_id)
        if not missing:
            return
        missing.lock_for_update(allow_referencing=True)
        missing.invalidate_recordset(["fsm_location_id"])
        missing = missing.filtered(lambda record: not record.fsm_location_id)
        for record, place in zip(
            missing, self.sudo()._make_places(missing), strict=True
        ):
            record.fsm_location_id = place

    def _make_places(self, records):
        """Return new places called like ``records``, in bulk."""
        quietly = self.with_context(
            tracking_disable=True,
            mail_create_nolog=True,
            mail_create_nosubscribe=True,
            creating_fsm_location=True,
        )
        partners = (
            quietly.env["res.partner"]
            .with_context(creating_fsm_location=True)
            .create(
                [
                    {"name": record.name, "type": "fsm_location", "fsm_location": True}
                    for record in records
                ]
            )
        )
        stage = self.env["fsm.stage"].search([("stage_type", "=", "location")], limit=1)
        return quietly.create(
            [
                {
                    "partner_id": partner.id,
                    "owner_id": partner.id,
                    "stage_id": stage.id,
                }
                for partner in partners
            ]
        )
