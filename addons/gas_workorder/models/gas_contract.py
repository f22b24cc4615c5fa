from odoo import fields, models

from .fsm_order import OVER
from .gas_supply_stop import OPEN_STATES


class GasContract(models.Model):
    """The work at a household: reported from it, listed with it, and why gas is off.

    A contract and the stops of its supply end together.
    """

    _inherit = "gas.contract"

    supply_stop_ids = fields.One2many("gas.supply.stop", "contract_id")
    order_ids = fields.One2many(
        "fsm.order",
        "contract_id",
        "Work Orders",
        groups="fieldservice.group_fsm_user_own",
    )
    # Also for those who see no orders: somebody may be calling about a leak.
    order_count = fields.Integer(
        "Number of Work Orders", compute="_compute_order_count", compute_sudo=True
    )
    open_emergency = fields.Char(
        compute="_compute_order_count",
        compute_sudo=True,
        help="Numbers of the emergencies at this address that are not over.",
    )
    off_reason = fields.Char("Gas Is Off", compute="_compute_off_reason")

    def _compute_order_count(self):
        counts, emergencies = {}, {}
        for contract, state, urgency, count, names in self.env["fsm.order"]._read_group(
            [("contract_id", "in", self.ids)],
            ["contract_id", "state", "urgency"],
            ["__count", "name:array_agg"],
        ):
            counts[contract] = counts.get(contract, 0) + count
            if urgency == "emergency" and state not in OVER:
                emergencies.setdefault(contract, []).extend(names)
        for contract in self:
            contract.order_count = counts.get(contract, 0)
            contract.open_emergency = "、".join(emergencies.get(contract, ()))

    def _compute_off_reason(self):
        """Say why the gas is off, for whoever opens the household."""
        causes = {}
        for line in self.env["gas.unsupplied.household"].search(
            [("contract_id", "in", self.ids)]
        ):
            causes.setdefault(line.contract_id.id, []).append(line.reason or "")
        for contract in self:
            contract.off_reason = "；".join(causes.get(contract.id, ())) or False

    def action_report(self):
        """Open a new order for what the customer reports, with all that is known."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Report of %s", self.name),
            "res_model": "fsm.order",
            "view_mode": "form",
            "context": {
                "default_contract_id": self.id,
                "default_reporter": self.partner_id.name,
                "default_reporter_phone": self.partner_id.phone,
            },
        }

    def action_open_orders(self):
        self.ensure_one()
        return self.order_ids._get_records_action(
            name=self.env._("Work Orders of %s", self.name),
            context={"default_contract_id": self.id},
        )

    def _open_stops(self):
        """Return the stops that are under way, or keep the gas off now (sudo)."""
        return self.sudo().supply_stop_ids.filtered(
            lambda stop: stop.state in OPEN_STATES
        )

    def _move_to(self, state, **vals):
        result = super()._move_to(state, **vals)
        if state == "closed":
            self._open_stops()._end_with_contract()
        return result
