from odoo import api, fields, models


class GasPatrolPoint(models.Model):
    """What is looked at on a round: a regulator, a valve, a pipe, a meter.

    Source: S0 part 2, what a patrol covers at least (docs/domain/manuals.md).
    """

    _name = "gas.patrol.point"
    _description = "Point of a Patrol"
    _order = "plan_id, sequence, id"

    plan_id = fields.Many2one(
        "gas.patrol.plan", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    node_id = fields.Many2one(
        "gas.network.node", "Point of the Network", ondelete="restrict"
    )
    section_id = fields.Many2one("gas.pipe.section", "Pipe", ondelete="restrict")
    name = fields.Char(
        "Inspection Point",
        compute="_compute_name",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        help="As the crew reads it; also what stands in no drawing, such as the meter "
        "of a factory.",
    )

    _node_once = models.UniqueIndex(
        "(plan_id, node_id) WHERE node_id IS NOT NULL",
        "This point of the network is on the round already.",
    )
    _section_once = models.UniqueIndex(
        "(plan_id, section_id) WHERE section_id IS NOT NULL",
        "This pipe is on the round already.",
    )

    @api.depends("node_id", "section_id")
    def _compute_name(self):
        for point in self:
            node, section = point.node_id, point.section_id
            if node:
                kinds = node._selection_labels("kind")
                point.name = f"{kinds[node.kind]} {node.display_name}"
            elif section:
                words = (self.env._("Pipe"), section.code, section.road)
                point.name = " ".join(filter(None, words))
            else:
                point.name = point.name
