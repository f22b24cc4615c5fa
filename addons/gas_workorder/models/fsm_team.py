from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..dispatch import metres_between
from .fsm_order import UNDER_WAY


class FsmTeam(models.Model):
    """A crew (班组): people who go out together, and where they are."""

    _inherit = "fsm.team"
    _gas_walled = True

    station_id = fields.Many2one(
        "gas.area",
        "Service Station",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('kind', '=', 'station')]",
        help="Empty: for all of the company.",
    )
    is_emergency = fields.Boolean(
        "Emergency Crew", help="Has one emergency at a time, and is sent out at once."
    )
    leader_id = fields.Many2one("fsm.person", domain="[('team_id', '=', id)]")
    member_ids = fields.One2many("fsm.person", "team_id", "People")
    on_duty = fields.Boolean(
        default=True, help="Crews that are off duty are not proposed."
    )
    latitude = fields.Float("Last Latitude", digits=(10, 7), readonly=True)
    longitude = fields.Float("Last Longitude", digits=(10, 7), readonly=True)
    sent_on = fields.Datetime("Last Sent On", readonly=True, copy=False)
    position_on = fields.Datetime("Position Time", readonly=True)
    extra_order_ids = fields.Many2many(
        "fsm.order",
        "fsm_order_extra_team_rel",
        "fsm_team_id",
        "fsm_order_id",
        "Orders as Another Crew",
    )
    busy_order_id = fields.Many2one(
        "fsm.order", "Current Order", compute="_compute_busy_order_id"
    )

    @api.depends("order_ids.state", "extra_order_ids.state")
    def _compute_busy_order_id(self):
        emergencies = self._emergencies()
        for team in self:
            team.busy_order_id = emergencies.get(team)

    def _emergencies(self):
        """Return {crew: the emergency it is at}, in one query."""
        orders = (
            self.env["fsm.order"]
            .sudo()
            .search(
                self._sent_domain() & Domain("urgency", "=", "emergency"),
                order="id desc",
            )
        )
        return {team: order for order in orders for team in order._crews()}

    def _sent_domain(self):
        """Return the Domain of the orders that these crews are at now."""
        return self._given_domain() & Domain("state", "in", UNDER_WAY)

    def _given_domain(self):
        """Return the Domain of the orders of these crews, as the first or besides."""
        return Domain("team_id", "in", self.ids) | Domain(
            "extra_team_ids", "in", self.ids
        )

    def _reserve(self):
        """Lock the crew until the commit: nobody else gives it an order meanwhile.

        It is written, too: a transaction that has not seen this one yet fails and
        begins anew, instead of taking what it once saw for the truth.
        """
        if not self.try_lock_for_update(allow_referencing=True):
            raise UserError(
                self.env._(
                    "Crew %s is being sent by somebody else this very moment. Look "
                    "again, or send another crew.",
                    self.name,
                )
            )
        self.sent_on = fields.Datetime.now()

    def _metres_to(self, position):
        """Return {crew: metres as the crow flies, or None}.

        ``position``: (latitude, longitude) or None.
        """
        return {
            team: metres_between((team.latitude, team.longitude), position)
            if position and team.position_on
            else None
            for team in self
        }

    def _place(self, latitude, longitude, at=None):
        """Note where the crew was ``at`` a time, now if none is given.

        A telephone without signal tells late: where the crew was later stays.
        """
        at = at or fields.Datetime.now()
        crews = self.sudo().filtered(
            lambda team: not team.position_on or team.position_on <= at
        )
        crews.write({"latitude": latitude, "longitude": longitude, "position_on": at})
