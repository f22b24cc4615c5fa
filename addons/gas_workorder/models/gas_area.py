from odoo import fields, models


class GasArea(models.Model):
    """Orders on the street, at no premise, lie in a community or station."""

    _inherit = "gas.area"

    fsm_location_id = fields.Many2one(
        "fsm.location",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    def _ensure_fsm_locations(self):
        missing = self.sudo().filtered(lambda area: not area.fsm_location_id)
        locations = self.env["fsm.location"].sudo()._make_places(missing)
        for area, location in zip(missing, locations, strict=True):
            area.fsm_location_id = location
