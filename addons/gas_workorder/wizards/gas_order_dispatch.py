from math import isfinite

from odoo import api, fields, models
from odoo.exceptions import UserError


class GasOrderDispatch(models.TransientModel):
    """Which crew goes: the nearest stands first, with what speaks against it."""

    _name = "gas.order.dispatch"
    _description = "Dispatch an Order"

    order_id = fields.Many2one("fsm.order", required=True, ondelete="cascade")
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
        required=True,
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

    @api.depends("order_id")
    def _compute_line_ids(self):
        for dispatch in self:
            candidates = dispatch.order_id._candidates()
            taken = (
                self.env["fsm.team"].union(*(c.team for c in candidates))._emergencies()
            )
            dispatch.line_ids = [fields.Command.clear()] + [
                fields.Command.create(
                    {
                        "team_id": each.team.id,
                        "kilometres": each.metres / 1000
                        if isfinite(each.metres)
                        else False,
                        "is_near": isfinite(each.metres),
                        "load": each.load,
                        "taken_by_id": taken.get(
                            each.team, dispatch.order_id.browse()
                        ).id,
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
            dispatch.is_first = not order._to_be_sent_before(team, order._candidates())

    def action_dispatch(self):
        self.ensure_one()
        if not self.person_ids:
            raise UserError(
                self.env._("Crew %s has nobody to be sent.", self.team_id.name)
            )
        self.order_id._dispatch(self.team_id, self.person_ids, self.reason)
        return {"type": "ir.actions.act_window_close"}
