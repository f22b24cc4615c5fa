from odoo import fields, models


class GasPremise(models.Model):
    """A premise hangs on a section of pipe: closing its valves cuts it off."""

    _inherit = "gas.premise"

    pipe_section_id = fields.Many2one(
        "gas.pipe.section",
        "Feeding Pipe",
        index="btree_not_null",
        ondelete="restrict",
    )
