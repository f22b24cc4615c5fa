from odoo import api, fields, models
from odoo.fields import Domain

from ..dispatch import route
from .fsm_order import UNDER_WAY

# Sent, and not begun.
_TO_DRIVE = ("dispatched", "accepted")
# What boards show of a crew, besides its orders; where it is, they ask by themselves.
_TOLD = {"name", "station_id", "is_emergency", "leader_id", "on_duty", "sequence"}
_BUSY = ("name", "type", "urgency", "state", "latitude", "longitude")
_SHOWN = _TOLD | {"latitude", "longitude", "position_on"}


class FsmTeam(models.Model):
    """The day of a crew: what it is busy with, and in which order it drives."""

    _inherit = "fsm.team"

    def write(self, vals):
        result = super().write(vals)
        if not (_TOLD | {"active"}).isdisjoint(vals):
            self._board_stations()._board_changed()
        return result

    def _board_stations(self):
        """Return the stations whose boards show these crews."""
        if all(team.station_id for team in self):
            return self.station_id
        return self.env["gas.area"].search(
            [("kind", "=", "station"), ("company_id", "in", self.company_id.ids)]
        )

    @api.model
    def _board_crews(self, stations):
        """Return what a board shows of the crews of ``stations`` and of all of them."""
        teams = self.search_fetch(
            [
                ("station_id", "in", [*stations.ids, False]),
                ("member_ids", "!=", False),
            ],
            [*_SHOWN],
        )
        running = teams._running_orders()
        crews = [team._board_crew(running[team]) for team in teams]
        return sorted(crews, key=lambda crew: (not crew["on_duty"], bool(crew["busy"])))

    def _running_orders(self):
        """Return {crew: the orders that it was sent to and that are not over}.

        Of other stations, too.
        """
        orders = (
            self.env["fsm.order"]
            .sudo()
            .search_fetch(self._sent_domain(), ["team_id", "extra_team_ids", *_BUSY])
        )
        return {
            team: orders.filtered(lambda order: team in order._crews())  # noqa: B023
            for team in self
        }

    @api.model
    def _busiest(self, orders):
        """Return what a crew with ``orders`` is at: an emergency first, or none."""
        return max(
            orders.filtered(
                lambda o: o.urgency == "emergency" or o.state not in _TO_DRIVE
            ),
            key=lambda o: (o.urgency == "emergency", UNDER_WAY.index(o.state)),
            default=orders.browse(),
        )

    def _board_crew(self, orders):
        """Return what a board shows of a crew that was sent to ``orders``."""
        self.ensure_one()
        busy = self._busiest(orders)
        states = orders._selection_labels("state")
        return {
            "id": self.id,
            "name": self.name,
            "station": self.station_id.name,
            "leader": self.leader_id.name,
            "is_emergency": self.is_emergency,
            "on_duty": self.on_duty,
            "load": len(orders),
            "busy": {
                "name": busy.name,
                "kind": busy.type.with_env(self.env).name,
                "state_label": states[busy.state],
                "position": busy.latitude and [busy.latitude, busy.longitude],
            }
            if busy
            else None,
            "position": self.position_on and [self.latitude, self.longitude],
            "position_on": self.position_on
            and fields.Datetime.to_string(self.position_on),
        }

    # The route

    def _day_domain(self):
        """Return the Domain of the orders that the crew is sent to today."""
        _midnight, tomorrow = self.company_id[:1]._promise_span()
        return self._given_domain() & (
            Domain("scheduled_date_start", "=", False)
            | Domain("scheduled_date_start", "<", tomorrow)
        )

    def action_plan_route(self):
        """Put today's orders of the crew in the order in which they are driven."""
        self.ensure_one()
        self._plan_route()
        return self.action_open_day()

    def _plan_route(self):
        midnight, _tomorrow = self.company_id._promise_span()
        orders = self.env["fsm.order"].search(
            self._day_domain() & Domain("state", "in", _TO_DRIVE)
        )
        orders.check_access("write")
        is_known = self.position_on and self.position_on >= midnight
        stops = route(
            [order._stop() for order in orders],
            (self.latitude, self.longitude) if is_known else None,
            fields.Datetime.now(),
        )
        for number, stop in enumerate(stops, start=1):
            stop.key.sudo().route_sequence = number

    def action_open_day(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_workorder.fsm_order_action_day"
        )
        name = self.env._("Today's Orders of %s", self.name)
        return {
            **action,
            "name": name,
            "display_name": name,
            "domain": list(self._day_domain() & Domain("state", "in", UNDER_WAY)),
        }
