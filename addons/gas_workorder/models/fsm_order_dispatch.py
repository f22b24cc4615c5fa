from typing import NamedTuple

from odoo import fields, models
from odoo.exceptions import UserError

from .fsm_order import UNDER_WAY


class Candidate(NamedTuple):
    """A crew that could be sent; candidates sort as they are proposed."""

    is_taken: bool  # at an emergency already
    is_unfit: bool  # somebody of it may not do this work
    of_other_kind: bool  # not of those that are sent at this hour
    is_elsewhere: bool  # of another station
    metres: float  # infinite when nobody knows where it is
    load: int  # open orders
    team: object
    warning: str  # why it may not be sent, or what is to be seen to


class FsmOrder(models.Model):
    """Who is sent: the nearest crew that may; another choice needs a reason."""

    _inherit = "fsm.order"

    def _candidates(self):
        """Return the crews on duty, as ``Candidate``, the one to be sent first."""
        self.ensure_one()
        teams = self.env["fsm.team"].search(
            [("on_duty", "=", True), ("member_ids", "!=", False)]
        )
        running = teams._running_orders()
        position = (self.latitude, self.longitude) if self.latitude else None
        metres = teams._metres_to(position)
        taken = teams._emergencies()
        unfit = self._unfit(teams.member_ids)
        warnings = self._warnings(teams.member_ids)
        wants_emergency = self.routed_to in ("emergency", "centre")
        found = [
            Candidate(
                team in taken,
                any(person in unfit for person in team.member_ids),
                team.is_emergency != wants_emergency,
                bool(team.station_id) and team.station_id != self.station_id,
                float("inf") if metres[team] is None else metres[team],
                len(running[team]),
                team,
                "; ".join(
                    warnings[each] for each in team.member_ids if each in warnings
                ),
            )
            for team in teams
        ]
        return sorted(found, key=lambda each: (*each[:-2], each.team.sequence))

    @staticmethod
    def _to_be_sent_before(team, candidates):
        """Return the first crew if it is nearer than ``team``, or fitter; else none.

        Where nobody knows how far it is, nobody has to say why it is not the nearest.
        """
        none = team.browse()
        if not candidates:
            return none
        first = candidates[0]
        chosen = next((each for each in candidates if each.team == team), None)
        if chosen and chosen[:-3] == first[:-3]:
            return none
        return none if first.team == team else first.team

    def _dispatch(self, team, people=None, reason=None):
        """Send ``team``; ``people``: of it, else all of them.

        :raise UserError: it is at an emergency, its people may not do this, or another
            crew is nearer and no ``reason`` is given
        """
        self.ensure_one()
        self.check_access("write")
        people = people or team.member_ids
        if self.state == "dispatched" and self.person_ids == people:
            # A second click.
            return
        team.sudo()._reserve()
        self._refuse_taken(team)
        self._refuse_unfit(people)
        nearest = self._to_be_sent_before(team, self._candidates())
        if nearest and not reason:
            raise UserError(
                self.env._(
                    "%(order)s: crew %(nearest)s is to be sent first. Say why %(team)s "
                    "is sent instead.",
                    order=self.display_name,
                    nearest=nearest.name,
                    team=team.name,
                )
            )
        leader = team.leader_id if team.leader_id in people else people[:1]
        self.sudo()._move_to(
            "dispatched",
            team_id=team.id,
            person_id=leader.id,
            person_ids=[fields.Command.set(people.ids)],
            choice_reason=reason or False,
        )

    def _reinforce(self, team, people=None):
        """Send ``team``, too; ``people``: of it, else all of them.

        It is taken as the first crew is, and its people see the order.
        """
        self.ensure_one()
        self.check_access("write")
        people = people or team.member_ids
        if team in self._crews():
            # A second click.
            return
        if self.state not in UNDER_WAY:
            raise UserError(
                self.env._(
                    "%s: nobody was sent yet. Send the first crew by “Send a Crew”.",
                    self.display_name,
                )
            )
        team.sudo()._reserve()
        self._refuse_taken(team)
        self._refuse_uncertified(people)
        more = {
            "extra_team_ids": [fields.Command.link(team.id)],
            "person_ids": [fields.Command.link(person.id) for person in people],
        }
        self._write_as_server(more)
        self.sudo().visit_id._write_as_server(more)
        self.message_post(body=self.env._("%s was sent, too.", team.name))

    def _crews(self):
        """Return the crews that were sent: the first one, and others besides."""
        return self.team_id | self.extra_team_ids

    def _refuse_taken(self, team):
        taken = team._emergencies().get(team)
        if self.urgency == "emergency" and taken and taken != self:
            raise UserError(
                self.env._(
                    "Crew %(team)s was sent to %(order)s. Send another crew, or take "
                    "it off that order first.",
                    team=team.name,
                    order=taken.display_name,
                )
            )

    def _refuse_unfit(self, people):
        kind = self.type
        if len(people) < kind.crew_size:
            raise UserError(
                self.env._(
                    "%(kind)s takes %(size)d people at least; %(count)d are sent.",
                    kind=kind.name,
                    size=kind.crew_size,
                    count=len(people),
                )
            )
        self._refuse_uncertified(people)

    def _refuse_uncertified(self, people):
        if reasons := self._unfit(people):
            raise UserError("\n".join(reasons.values()))

    def _unfit(self, people):
        """Return {person: why this work may not be given to them} (str)."""
        return {}

    def _warnings(self, people):
        """Return {person: what who sends them is to know} (str)."""
        return self._unfit(people)
