from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.gas_workorder.models.gas_order_check import PHASE_SEQUENCE


class FsmOrder(models.Model):
    """One round over the network (D30): its points, and what was found on it."""

    _inherit = "fsm.order"

    patrol_plan_id = fields.Many2one(
        "gas.patrol.plan",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    patrol_on = fields.Date("Day of the Round", readonly=True, copy=False)

    _round_once = models.UniqueIndex(
        "(patrol_plan_id, patrol_on) WHERE patrol_plan_id IS NOT NULL",
        "The round of this day is ordered already.",
    )

    @api.depends("patrol_plan_id")
    def _compute_is_round(self):
        super()._compute_is_round()
        for order in self.filtered("patrol_plan_id"):
            order.is_round = True

    def _take_checklists(self):
        super()._take_checklists()
        first = PHASE_SEQUENCE["round"] * 1000
        rounds = self.sudo().filtered("patrol_plan_id")
        known = {
            (line.order_id, line.node_id, line.section_id, line.name)
            for line in rounds.check_line_ids
        }
        self.env["gas.order.check.line"].sudo().create(
            [
                {
                    "order_id": order.id,
                    "sequence": first + number,
                    "phase": "round",
                    "name": point.name,
                    "required": True,
                    "answer": "state",
                    "node_id": point.node_id.id,
                    "section_id": point.section_id.id,
                }
                for order in rounds
                for number, point in enumerate(order.patrol_plan_id.point_ids)
                if (order, point.node_id, point.section_id, point.name) not in known
            ]
        )

    def _send_round(self):
        """Send the crew of the plan; the order waits and says why, if it may not go."""
        team = self.patrol_plan_id.team_id
        if not team:
            return
        try:
            self._dispatch(team, reason=self.env._("Crew of the patrol plan"))
        except UserError as refusal:
            self.message_post(
                body=self.env._(
                    "%(crew)s was not sent: %(reason)s",
                    crew=team.name,
                    reason=str(refusal),
                )
            )
