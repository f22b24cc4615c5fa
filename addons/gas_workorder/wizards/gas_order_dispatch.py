from math import isfinite

from odoo import api, fields, models
from odoo.exceptions import UserError


class GasOrderDispatch(models.TransientModel):
    """Which crew goes: the nearest stands first, with what speaks against it."""

    _name = "gas.order.dispatch"
    _description = "Dispatch an Order"

    order_id = fields.Many2one("fsm.order", required=True, ondelete="cascade")
    is_reinforcement = fields.Boolean(help="The crew is sent besides the first one.")
    routed_to = fields.Selection(related="order_id.routed_to")
    address = fields.Char(related="order_id.address")
    line_ids = fields.One2many(
        "gas.order.dispatch.crew",
        "dispatch_id",
        "Crews",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    team_id = fields.Many2one(
        "fsm.team",
        "Crew",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    is_first = fields.Boolean(compute="_compute_is_first")
    person_ids = fields.Many2many(
        "fsm.person",
        string="People",
        compute="_compute_person_ids",
        store=True,
        readonly=False,
        domain="[('team_id', '=', team_id)]",
    )
    reason = fields.Char("Reason for Another Crew")

    def _candidates(self):
        """Return the crews that can be chosen: none that is on the order already."""
        sent = self.is_reinforcement and self.order_id._crews()
        candidates = self.order_id._candidates()
        return [each for each in candidates if not (sent and each.team in sent)]

    @api.depends("order_id", "is_reinforcement")
    def _compute_line_ids(self):
        for dispatch in self:
            candidates = dispatch._candidates()
            teams = self.env["fsm.team"].union(*(each.team for each in candidates))
            running = teams._running_orders()
            dispatch.line_ids = [fields.Command.clear()] + [
                fields.Command.create(
                    {
                        "team_id": each.team.id,
                        "kilometres": each.metres / 1000
                        if isfinite(each.metres)
                        else False,
                        "is_near": isfinite(each.metres),
                        "load": each.load,
                        "busy_order_id": teams._busiest(running[each.team]).id,
                        "warning": each.warning,
                    }
                )
                for each in candidates
            ]
            dispatch.team_id = candidates[0].team if candidates else False

    @api.depends("team_id")
    def _compute_person_ids(self):
        for dispatch in self:
            dispatch.person_ids = dispatch.team_id.member_ids

    @api.depends("team_id", "line_ids")
    def _compute_is_first(self):
        for dispatch in self:
            order, team = dispatch.order_id, dispatch.team_id
            dispatch.is_first = (
                dispatch.is_reinforcement
                or not order._to_be_sent_before(team, order._candidates())
            )

    def _open(self):
        """Return what shows this dialog, as it is now."""
        name = self.env._("Send a Crew to %s", self.order_id.name)
        if self.is_reinforcement:
            name = self.env._("Send Another Crew to %s, Too", self.order_id.name)
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_dispatch(self):
        self.ensure_one()
        if not self.person_ids:
            raise UserError(
                self.env._("Crew %s has nobody to be sent.", self.team_id.name)
            )
        if self.is_reinforcement:
            self.order_id._reinforce(self.team_id, self.person_ids)
        else:
            self.order_id._dispatch(self.team_id, self.person_ids, self.reason)
        return {"type": "ir.actions.act_window_close"}
