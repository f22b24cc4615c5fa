from odoo import api, fields, models
from odoo.tools import SQL

from ..network import Network, burst


class GasPipeSection(models.Model):
    """A pipe between two points of the network, and the buildings that it feeds."""

    _name = "gas.pipe.section"
    _description = "Section of Pipe"
    _order = "code"
    _rec_name = "code"
    _check_company_auto = True

    code = fields.Char(required=True)
    node_from_id = fields.Many2one(
        "gas.network.node",
        "From Point",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    node_to_id = fields.Many2one(
        "gas.network.node",
        "To Point",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    pressure = fields.Selection(
        [
            ("high", "High Pressure"),
            ("sub_high", "Sub-High Pressure"),
            ("medium_a", "Medium Pressure A"),
            ("medium_b", "Medium Pressure B"),
            ("low", "Low Pressure"),
        ],
        default="medium_b",
    )
    material = fields.Selection(
        [("pe", "PE"), ("steel", "Steel"), ("iron", "Cast Iron")], default="pe"
    )
    diameter_mm = fields.Integer("Diameter (mm)")
    length_m = fields.Float("Length (m)", digits=(10, 1))
    laid_on = fields.Date()
    road = fields.Char()
    premise_ids = fields.One2many(
        "gas.premise", "pipe_section_id", "Buildings Supplied"
    )
    premise_count = fields.Integer("Buildings", compute="_compute_premise_count")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    active = fields.Boolean(default=True)

    _code_once = models.UniqueIndex(
        "(company_id, code)", "Another section of pipe has this code."
    )
    _two_ends = models.Constraint(
        "CHECK (node_from_id <> node_to_id)", "A pipe has two different ends."
    )

    def _compute_premise_count(self):
        counts = dict(
            self.env["gas.premise"]._read_group(
                [("pipe_section_id", "in", self.ids)], ["pipe_section_id"], ["__count"]
            )
        )
        for section in self:
            section.premise_count = counts.get(section, 0)

    def _middle(self):
        """Return where the pipe lies, (latitude, longitude), or None."""
        ends = [node for node in self.node_from_id | self.node_to_id if node.latitude]
        if not ends:
            return None
        return (
            sum(node.latitude for node in ends) / len(ends),
            sum(node.longitude for node in ends) / len(ends),
        )

    def _burst(self, stuck=(), opened=()):
        """Return the ``network.Burst`` if this section breaks.

        ``stuck``: ids of valves that do not close, besides those known not to.
        ``opened``: of those that are closed for this very break, as if they were not.
        """
        self.ensure_one()
        self.check_access("read")
        return burst(self._network(stuck, opened), self.id)

    def _network(self, stuck=(), opened=()):
        """Return the company's ``network.Network``; the arguments: see ``_burst``.

        Read by two statements: the drawing of a city is tens of thousands of pipes.
        """
        company, nodes = self.company_id, self.env["gas.network.node"]
        self.flush_model(["node_from_id", "node_to_id", "active", "company_id"])
        nodes.flush_model()
        pipes = self.env.execute_query(
            SQL(
                """
                SELECT id, node_from_id, node_to_id FROM gas_pipe_section
                 WHERE company_id = %s AND active OR id = %s
                """,
                company.id,
                self.id,
            )
        )
        places = self.env.execute_query(
            SQL(
                """
                SELECT id, kind = 'valve' AND NOT COALESCE(does_not_close, FALSE),
                       is_source AND active
                  FROM gas_network_node
                 WHERE company_id = %s AND (kind = 'valve' OR is_source)
                """,
                company.id,
            )
        )
        closed = nodes._closed_valves(company) - frozenset(opened)
        return Network(
            pipes={pipe: (start, end) for pipe, start, end in pipes},
            sources=frozenset(node for node, _closes, source in places if source),
            closable=frozenset(node for node, closes, _s in places if closes)
            - closed
            - frozenset(stuck),
            closed=closed,
        )

    def action_burst(self):
        """Open what happens if this section breaks."""
        burst = self.env["gas.network.burst"].create({"section_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("If %s Breaks", self.code),
            "res_model": burst._name,
            "res_id": burst.id,
            "view_mode": "form",
        }

    def action_open_premises(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Buildings Supplied by %s", self.code),
            "res_model": "gas.premise",
            "view_mode": "list,form",
            "domain": [("pipe_section_id", "=", self.id)],
            "context": {"default_pipe_section_id": self.id},
        }

    @api.model
    def _households_domain(self, section_ids):
        """Return the domain of the households with gas that hang on sections."""
        return [
            ("service_point_id.premise_id.pipe_section_id", "in", list(section_ids)),
            ("state", "=", "running"),
        ]

    @api.model
    def _households_fed(self, section_ids):
        """Return how many households with gas hang on sections (list of ids).

        The cast keeps PostgreSQL from looking contracts up in the GiST index of their
        exclusion, which knows no bigint: there, each takes ten times as long.
        """
        self.env["gas.contract"].flush_model(["service_point_id", "state"])
        self.env["gas.premise"].flush_model(["pipe_section_id"])
        ((count,),) = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*)
                  FROM gas_premise premise
                  JOIN gas_service_point point ON point.premise_id = premise.id
                  JOIN gas_contract contract
                    ON contract.service_point_id = point.id::bigint
                 WHERE premise.pipe_section_id = ANY(%s)
                   AND contract.state = 'running'
                """,
                list(section_ids),
            )
        )
        return count
