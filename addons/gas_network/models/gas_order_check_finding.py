from odoo import fields, models


class GasOrderCheckLine(models.Model):
    """A point of a patrol names the point of the network or the pipe that it checks."""

    _inherit = "gas.order.check.line"

    node_id = fields.Many2one(
        "gas.network.node",
        "Point of the Network",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
    )
    section_id = fields.Many2one(
        "gas.pipe.section",
        "Pipe",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
    )

    def _prepare_found_order_vals(self):
        vals = super()._prepare_found_order_vals()
        if self.section_id:
            vals["pipe_section_id"] = self.section_id.id
        if self.node_id.latitude:
            vals["latitude"] = self.node_id.latitude
            vals["longitude"] = self.node_id.longitude
        return vals
