from odoo import api, fields, models


class GasNetworkNode(models.Model):
    """A point of the network: where pipes meet, a valve, a regulator, an end."""

    _name = "gas.network.node"
    _description = "Point of the Network"
    _order = "code"
    _rec_names_search = ["code", "name"]
    _check_company_auto = True

    code = fields.Char(required=True, help="As on the drawing, and in import files.")
    name = fields.Char("Location")
    kind = fields.Selection(
        [
            ("junction", "Junction"),
            ("valve", "Valve"),
            ("regulator", "Regulator"),
            ("gate", "Gate Station"),
            ("end", "End of a Pipe"),
        ],
        required=True,
        default="junction",
    )
    is_source = fields.Boolean(
        "Gas Source",
        compute="_compute_is_source",
        store=True,
        readonly=False,
        help="A gate station, or a regulator whose inlet is not drawn.",
    )
    is_closed = fields.Boolean("Valve Closed", help="For longer than a work takes.")
    does_not_close = fields.Boolean(
        help="Stuck or leaking through: until it is mended, burst analysis goes on to "
        "the next valves.",
    )
    latitude = fields.Float(digits=(10, 7))
    longitude = fields.Float(digits=(10, 7))
    station_id = fields.Many2one(
        "gas.area",
        "Service Station",
        index="btree_not_null",
        domain="[('kind', '=', 'station')]",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    section_count = fields.Integer("Pipes", compute="_compute_section_count")
    active = fields.Boolean(default=True)

    _code_once = models.UniqueIndex(
        "(company_id, code)", "Another point of the network has this code."
    )

    @api.depends("kind")
    def _compute_is_source(self):
        for node in self:
            node.is_source = node.kind == "gate"

    def _compute_section_count(self):
        sections = self.env["gas.pipe.section"]
        counts = {node.id: 0 for node in self}
        for name in ("node_from_id", "node_to_id"):
            groups = sections._read_group([(name, "in", self.ids)], [name], ["__count"])
            for node, count in groups:
                counts[node.id] += count
        for node in self:
            node.section_count = counts[node.id]

    @api.model
    def _closed_valves(self, company):
        """Return the ids of the valves that no gas passes now (frozenset).

        Extended by add-ons that close valves for a work.
        """
        found = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("kind", "=", "valve"),
                ("is_closed", "=", True),
            ]
        )
        return frozenset(found.ids)

    def _place(self):
        """Return (longitude, latitude), or None when it is not known."""
        return (self.longitude, self.latitude) if self.latitude else None

    def action_open_sections(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_network.gas_pipe_section_action"
        )
        ends = [("node_from_id", "=", self.id), ("node_to_id", "=", self.id)]
        return {**action, "domain": ["|", *ends], "context": {}}

    @api.depends("code", "name")
    def _compute_display_name(self):
        for node in self:
            node.display_name = " ".join(filter(None, (node.code, node.name)))
