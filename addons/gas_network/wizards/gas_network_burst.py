from odoo import api, fields, models
from odoo.fields import Domain

from ..network import Mark, Pipe, drawing

# More pipes than these make no drawing that anybody reads.
DRAWN = 2000


class GasNetworkBurst(models.TransientModel):
    """If a pipe breaks (爆管分析, D09): valves to close, households without gas."""

    _name = "gas.network.burst"
    _description = "Burst Analysis of a Pipe"
    _rec_name = "section_id"

    section_id = fields.Many2one(
        "gas.pipe.section", "Broken Pipe", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="section_id.company_id")
    stuck_ids = fields.Many2many(
        "gas.network.node",
        string="Valves That Do Not Close",
        domain="[('kind', '=', 'valve'), ('company_id', '=', company_id)]",
        help="The next valves are found instead. Those that are known not to close are "
        "passed by in any case.",
    )
    is_fed = fields.Boolean("Pipe With Gas", compute="_compute_burst")
    valve_ids = fields.Many2many(
        "gas.network.node", string="Valves to Close", compute="_compute_burst"
    )
    kept_ids = fields.Many2many(
        "gas.network.node",
        string="Valves That Stay Closed",
        compute="_compute_burst",
        help="They are closed already and part the break from the rest.",
    )
    source_ids = fields.Many2many(
        "gas.network.node",
        string="Sources to Shut",
        compute="_compute_burst",
        help="No valve lies between them and the break.",
    )
    zone_ids = fields.Many2many(
        "gas.pipe.section", string="Pipes Cut Off", compute="_compute_burst"
    )
    dead_ids = fields.Many2many(
        "gas.pipe.section", string="Pipes Without Gas", compute="_compute_burst"
    )
    valve_count = fields.Integer("Valves", compute="_compute_burst")
    dead_count = fields.Integer("Pipes", compute="_compute_burst")
    household_count = fields.Integer("Households", compute="_compute_burst")
    schema = fields.Html(
        "Drawing", compute="_compute_schema", sanitize=False, readonly=True
    )

    @api.depends("section_id", "stuck_ids")
    def _compute_burst(self):
        nodes = self.env["gas.network.node"]
        for burst in self:
            found = burst.section_id._burst(burst.stuck_ids.ids)
            burst.is_fed = found.is_fed
            burst.valve_ids = nodes.browse(found.valves)
            burst.kept_ids = nodes.browse(found.kept)
            burst.source_ids = nodes.browse(found.sources)
            burst.zone_ids = self.env["gas.pipe.section"].browse(found.zone)
            burst.dead_ids = self.env["gas.pipe.section"].browse(found.dead)
            burst.valve_count = len(found.valves)
            burst.dead_count = len(found.dead)
            burst.household_count = burst.section_id._households_fed(found.dead)

    @api.depends("section_id", "stuck_ids")
    def _compute_schema(self):
        for burst in self:
            burst.schema = drawing(burst._pipes(), burst._marks())

    def _pipes(self):
        """Return a ``network.Pipe`` for each that is placed, the broken one on top.

        What leads to the valves is drawn, too, to show where they are.
        """
        zone, dead = set(self.zone_ids._ids), set(self.dead_ids._ids)
        beyond = Domain("node_from_id", "in", self.valve_ids.ids) | Domain(
            "node_to_id", "in", self.valve_ids.ids
        )
        sections = self.zone_ids | self.dead_ids[:DRAWN]
        found = []
        for section in sections | sections.search(beyond, limit=DRAWN):
            ends = section.node_from_id._place(), section.node_to_id._place()
            if section == self.section_id:
                role = "broken"
            elif section.id in zone:
                role = "zone"
            else:
                role = "dead" if section.id in dead else ""
            if all(ends):
                found.append(Pipe(*ends, role))
        return sorted(found, key=lambda pipe: pipe.role == "broken")

    def _marks(self):
        return [
            Mark(place, node.code, role)
            for nodes, role in ((self.valve_ids, "close"), (self.source_ids, "source"))
            for node in nodes
            if (place := node._place())
        ]

    # Lists

    def action_open_valves(self):
        self.ensure_one()
        nodes = self.valve_ids | self.source_ids
        return nodes._get_records_action(name=self.env._("Valves to Close"))

    def action_open_sections(self):
        self.ensure_one()
        return self.dead_ids._get_records_action(name=self.env._("Pipes Without Gas"))

    def action_open_households(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Households Without Gas"),
            "res_model": "gas.contract",
            "view_mode": "list,form",
            "domain": self.section_id._households_domain(self.dead_ids.ids),
        }
