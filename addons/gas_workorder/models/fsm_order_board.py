from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..dispatch import waiting_points
from .fsm_order import OVER, UNDER_WAY

WAITING = ("new", "failed")
# As many as anybody reads on a wall; how many there are is told beside.
BOARD_LIMIT = 200
# What boards show of an order; what was promised comes by ``gas.promise``.
_SHOWN = (
    "name",
    "type",
    "urgency",
    "priority",
    "urgency_points",
    "urge_count",
    "state",
    "station_id",
    "area_id",
    "team_id",
    "address",
    "fault",
    "reported_on",
    "scheduled_date_start",
    "unfinished_reason",
    "latitude",
    "longitude",
    "contract_id",
)
_TOLD = frozenset((*_SHOWN, "extra_team_ids")) - {
    "contract_id",
    "fault",
    "latitude",
    "longitude",
}


class FsmOrder(models.Model):
    """The dispatch board: what waits, what runs, and who is free."""

    _inherit = "fsm.order"

    # Boards are told

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.station_id._board_changed()
        return orders

    def write(self, vals):
        if _TOLD.isdisjoint(vals):
            return super().write(vals)
        before = self.station_id
        result = super().write(vals)
        (before | self.station_id)._board_changed()
        return result

    # Boards ask

    @api.model
    def board_data(self, station_id=False, urgency=False):
        """Return what a board shows, of one station and urgency or of all.

        ``waiting``, ``running``, ``unfinished``: orders, the most urgent first, as many
        as fit; ``waiting_count`` and so on: how many there are; ``crews``;
        ``stations``: those to choose from; ``now``: the clock of the server. Moments
        are UTC (str).
        """
        stations = self.env.user._board_stations()
        if not stations:
            raise AccessError(
                self.env._(
                    "The board is for those who send crews. Ask the administrator for "
                    "that role, or for the station you work for."
                )
            )
        chosen = stations.filtered(lambda s: s.id == station_id) or stations
        domains = {
            name: domain & self._board_domain(station_id, urgency)
            for name, domain in self._board_zones().items()
        }
        shown = {
            name: self.search_fetch(domain, _SHOWN, limit=BOARD_LIMIT)
            for name, domain in domains.items()
        }
        crews = self.env["fsm.team"]._board_crews(chosen)
        cards = self.union(*shown.values())._board_cards()
        return {
            "now": _moment(fields.Datetime.now()),
            "stations": [{"id": each.id, "name": each.name} for each in stations],
            "crews": crews,
            **{
                f"{name}_count": self._board_count(orders, domains[name])
                for name, orders in shown.items()
            },
            **{
                name: sorted(
                    (cards[order.id] for order in orders),
                    key=lambda card: (card["priority"], card["points"]),
                    reverse=True,
                )
                for name, orders in shown.items()
            },
        }

    @api.model
    def _board_zones(self):
        """Return {zone of the board: Domain}."""
        _midnight, tomorrow = self.env.company._promise_span()
        return {
            # What is agreed for a later day waits for nobody yet.
            "waiting": Domain("state", "in", WAITING)
            & (
                Domain("scheduled_date_start", "=", False)
                | Domain("scheduled_date_start", "<", tomorrow)
            ),
            "running": Domain("state", "in", UNDER_WAY),
            "unfinished": Domain("state", "not in", OVER)
            & (
                Domain("unfinished_reason", "!=", False)
                | Domain("scheduled_date_end", "<", fields.Datetime.now())
            ),
        }

    @api.model
    def _board_domain(self, station_id, urgency):
        """Return the Domain of what somebody chose; emergencies are always in it."""
        chosen = Domain.TRUE
        if station_id:
            chosen &= Domain("station_id", "=", station_id)
        if urgency:
            chosen &= Domain("urgency", "in", {"emergency", urgency})
        return chosen

    @api.model
    def _board_count(self, orders, domain):
        """Count only what does not fit on the board."""
        return len(orders) if len(orders) < BOARD_LIMIT else self.search_count(domain)

    def _board_cards(self):
        """Return {id: what a board shows of an order}."""
        now = fields.Datetime.now()
        promises = self._next_promises()
        states = self._selection_labels("state")
        # An order that was moved here is of a household that one may not look up.
        protected = set(self.sudo().filtered("contract_id.is_protected")._ids)
        cards = {}
        for order in self:
            promise = promises.get(order.id)
            due = promise and promise.deadline_at
            hours = (due - now).total_seconds() / 3600 if due else None
            cards[order.id] = {
                "id": order.id,
                "name": order.name,
                "kind": order.type.name,
                "urgency": order.urgency,
                "priority": order.priority,
                "points": order.urgency_points + waiting_points(hours),
                "state": order.state,
                "state_label": states[order.state],
                "station": order.station_id.name,
                "team": order.state in UNDER_WAY
                and " + ".join(order._crews().mapped("name")),
                "address": order.address,
                "fault": order.fault,
                "reason": order.unfinished_reason,
                "is_protected": order.id in protected,
                "urges": order.urge_count,
                "reported_on": _moment(order.reported_on),
                "appointment": _moment(order.scheduled_date_start),
                "limit": promise and promise.policy_id.name,
                "deadline": _moment(due),
                "warning": _moment(promise and promise.warning_at),
                "position": order.latitude and [order.latitude, order.longitude],
            }
        return cards

    # A call that was sent to the wrong station

    def action_move(self):
        self.ensure_one()
        return self._open_wizard(
            "gas.order.move", self.env._("Wrong Station: %s", self.name), {}
        )

    def _move_station(self, area, reason):
        """Give the order to the station of ``area``; a crew that was sent turns back.

        Who gives it away may not see it any more.
        """
        self.check_access("write")
        for order in self:
            if area.station_id == order.station_id:
                raise UserError(
                    self.env._(
                        "%(order)s is of %(station)s already. Choose another station.",
                        order=order.display_name,
                        station=area.station_id.name,
                    )
                )
            if order.state not in WAITING:
                order._hand_over(reason)
            order.message_post(
                body=self.env._(
                    "Moved from %(old)s to %(new)s: %(reason)s",
                    old=order.station_id.name,
                    new=area.station_id.name,
                    reason=reason,
                )
            )
            order.sudo().area_id = area


def _moment(value):
    return value and fields.Datetime.to_string(value)
