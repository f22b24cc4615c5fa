from odoo import fields, models


class GasPremise(models.Model):
    """Its place in fieldservice is made on first need: most have never an order."""

    _inherit = "gas.premise"

    pipe_section_id = fields.Many2one(
        "gas.pipe.section",
        "Fed by Pipe",
        index="btree_not_null",
        ondelete="restrict",
    )
    fsm_location_id = fields.Many2one(
        "fsm.location",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    def _ensure_fsm_locations(self):
        """Give each of ``self`` its ``fsm.location``, in one go.

        Locked, so that two orders of one building do not make two places.
        """
        missing = self.sudo().filtered(lambda premise: not premise.fsm_location_id)
        if not missing:
            return
        missing.lock_for_update()
        missing.invalidate_recordset(["fsm_location_id"])
        missing = missing.filtered(lambda premise: not premise.fsm_location_id)
        locations = self.env["fsm.location"].sudo()._make_places(missing)
        for premise, location in zip(missing, locations, strict=True):
            premise.fsm_location_id = location
