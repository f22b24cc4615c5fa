from odoo import api, fields, models


class FsmOrder(models.Model):
    """Work in the street has no building: its place is the pipe."""

    _inherit = "fsm.order"

    pipe_section_id = fields.Many2one(
        "gas.pipe.section",
        "Pipe",
        compute="_compute_pipe_section_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="That leaks or is worked on: the place of an order in the street.",
    )

    # Not when the pipe of a building changes: an order keeps that of its time.
    @api.depends("premise_id")
    def _compute_pipe_section_id(self):
        for order in self:
            order.pipe_section_id = (
                order.premise_id.pipe_section_id or order.pipe_section_id
            )

    @api.depends("pipe_section_id")
    def _compute_position(self):
        """Take the position from the pipe where no building has one."""
        super()._compute_position()
        for order in self:
            if not order.premise_id.latitude:
                position = order.pipe_section_id._middle()
                if position:
                    order.latitude, order.longitude = position
