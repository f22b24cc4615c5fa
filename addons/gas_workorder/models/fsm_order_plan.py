from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..dispatch import AT_ONCE, Stop, slot_at, slots
from .fsm_order import OVER

# How far ahead customers are offered appointments.
DAYS_AHEAD = 14
# A crew that stands at the door needs no appointment any more.
BEFORE_ARRIVAL = ("new", "dispatched", "accepted", "on_way", "failed")


class FsmOrder(models.Model):
    """When a crew comes (D15, D33, D36), and in which order it drives."""

    _inherit = "fsm.order"

    team_id = fields.Many2one(string="Crew")
    scheduled_duration = fields.Float(
        "Planned Duration (hours)",
        compute="_compute_scheduled_duration",
        store=True,
        precompute=True,
        readonly=False,
    )
    scheduled_date_end = fields.Datetime(
        compute="_compute_scheduled_date_end",
        store=True,
        precompute=True,
        readonly=False,
    )
    appointment_kind = fields.Selection(
        [
            ("half_day", "For a Half-Day"),
            ("hours", "For the Hours of the Work"),
            ("day", "For a Day"),
        ],
        "Kind of Appointment",
        default="half_day",
        readonly=True,
        copy=False,
    )
    # Until when the crew may come: promises are measured by it, not by the beginning.
    appointment_until = fields.Datetime(
        "Appointment Ends",
        compute="_compute_appointment_until",
        store=True,
        precompute=True,
        copy=False,
    )
    route_sequence = fields.Integer(
        copy=False,
        aggregator=None,
        help="Which one of the crew's day; 0: not planned yet.",
    )
    appointment_agreed_on = fields.Datetime(readonly=True, copy=False)
    appointment_with = fields.Char("Appointment Agreed With", readonly=True, copy=False)

    @api.depends("type")
    def _compute_scheduled_duration(self):
        for order in self:
            order.scheduled_duration = order.type.duration_hours

    @api.depends("scheduled_date_start", "scheduled_duration")
    def _compute_scheduled_date_end(self):
        for order in self:
            start = order.scheduled_date_start
            order.scheduled_date_end = start and start + timedelta(
                hours=order.scheduled_duration
            )

    # What was promised moves with its beginning only: not with how long the work takes,
    # nor with the office's hours of another year.
    @api.depends("scheduled_date_start", "appointment_kind")
    def _compute_appointment_until(self):
        half_days = {}
        for order in self:
            start = order.scheduled_date_start
            if not start:
                order.appointment_until = False
                continue
            company = order.company_id or self.env.company
            day = company._promise_local(start).date()
            if (company, day) not in half_days:
                half_days[company, day] = company._gas_half_days_of(day, day)
            order.appointment_until = order._appointment_end(half_days[company, day])

    def _appointment_end(self, half_days):
        """Return until when the crew may come (naive UTC).

        ``half_days``: [(start, end)] of the office on that day. Outside of them, an
        appointment for a half-day is one for its hours.
        """
        start = self.scheduled_date_start
        if self.appointment_kind == "day":
            if half_days:
                return half_days[-1][1]
            company = self.company_id or self.env.company
            return company._promise_span(company._promise_local(start).date())[1]
        half_day = slot_at(slots(half_days, [], 0), start)
        if half_day and self.appointment_kind != "hours":
            return half_day.end
        return start + timedelta(hours=self.scheduled_duration)

    def _calc_scheduled_dates(self, vals):
        """Let the end follow from beginning and duration, see above."""

    def write(self, vals):
        if "team_id" in vals:
            # It has no place yet in the route of another crew.
            vals = {"route_sequence": 0, **vals}
        return super().write(vals)

    def _stop(self):
        """Return the order as a ``dispatch.Stop``; emergencies go before all."""
        self.ensure_one()
        is_emergency = self.urgency == "emergency"
        return Stop(
            self,
            (self.latitude, self.longitude) if self.latitude else None,
            self.scheduled_duration * 60,
            AT_ONCE if is_emergency else self.scheduled_date_start or None,
        )

    # Appointments

    def action_appointment(self):
        self.ensure_one()
        return self.env["gas.order.appointment"].create({"order_id": self.id})._open()

    def _slots(self):
        """Return the half-days from today on (``dispatch.Slot``) of the station."""
        self.ensure_one()
        half_days = self.company_id._gas_half_days(DAYS_AHEAD)
        if not half_days:
            return []
        # Crews and appointments of the whole station, whoever asks.
        crews = (
            self.env["fsm.team"]
            .sudo()
            .search_count(
                [
                    ("station_id", "in", (self.station_id.id, False)),
                    ("company_id", "=", self.company_id.id),
                    ("is_emergency", "=", False),
                    ("member_ids", "!=", False),
                ]
            )
        )
        taken = self.sudo().search_fetch(
            [
                ("station_id", "=", self.station_id.id),
                ("scheduled_date_start", ">=", half_days[0][0]),
                ("scheduled_date_start", "<", half_days[-1][1]),
                ("urgency", "!=", "emergency"),
                ("state", "not in", OVER),
                ("id", "!=", self.id),
            ],
            ["scheduled_date_start"],
        )
        return slots(
            half_days,
            taken.mapped("scheduled_date_start"),
            max(1, crews) * self.company_id.gas_slots_per_half_day,
        )

    def _free_slots(self):
        """Return those of ``_slots`` that begin later than now and have room."""
        now = fields.Datetime.now()
        return [slot for slot in self._slots() if slot.free and slot.start > now]

    def _agree_on(self, start, person, reason=None):
        """Note that a crew comes at ``start`` (naive UTC), as agreed with ``person``.

        :raise UserError: that time is past or full, or another one was agreed on and no
            ``reason`` is given
        """
        self.ensure_one()
        self.check_access("write")
        old = self.scheduled_date_start
        is_moved = old and old != start
        if is_moved and not reason:
            raise UserError(
                self.env._(
                    "%(order)s: %(old)s is agreed already. Say why it is another time.",
                    order=self.display_name,
                    old=self._on_clock(old),
                )
            )
        self._refuse_moment(start)
        self._fix_appointment(start, person, reason)

    def _fix_appointment(self, start, person, reason, at=None, kind="half_day"):
        self.ensure_one()
        old = self.scheduled_date_start
        self._write_as_server(
            {
                "scheduled_date_start": start,
                "appointment_agreed_on": self._time_of(at),
                "appointment_with": person,
                "appointment_kind": kind,
            }
        )
        self._note_call(at)
        if old and old != start:
            self._note_moved(old, person, reason)

    def _contact(self, appointment=None, at=None):
        """Note that the crew called, and when it comes; a delay is told early (D15).

        It knows its own day: what it promises is not measured by half-days, but by the
        hours that it says.
        """
        self.ensure_one()
        self.check_access("write")
        if not appointment:
            self._note_call(at)
            return
        start = fields.Datetime.to_datetime(appointment)
        person = self.reporter or self.partner_id.name
        reason = self.env._("the crew called")
        self._fix_appointment(start, person, reason, at, kind="hours")

    def _note_call(self, at):
        """Note that the customer was called; the first call stays noted.

        A telephone may tell late of a call that was earlier than one that is noted.
        """
        moment = self._time_of(at)
        if not self.contacted_on or moment < self.contacted_on:
            self.sudo().contacted_on = moment

    def _refuse_moment(self, start):
        if self.state not in BEFORE_ARRIVAL:
            raise UserError(
                self.env._(
                    "%s: the crew is there already, or the work is over. No "
                    "appointment is needed.",
                    self.display_name,
                )
            )
        if start <= fields.Datetime.now():
            raise UserError(
                self.env._(
                    "%(order)s: %(moment)s is past. Agree on a later time.",
                    order=self.display_name,
                    moment=self._on_clock(start),
                )
            )
        slot = slot_at(self._slots(), start)
        if slot and not slot.free:
            raise UserError(
                self.env._(
                    "%(order)s: all crews have appointments from %(start)s to %(end)s. "
                    "Agree on one of the other half-days.",
                    order=self.display_name,
                    start=self._on_clock(slot.start),
                    end=self._on_clock(slot.end),
                )
            )

    def _note_moved(self, old, person, reason):
        """Keep the time that was agreed on before, and whether one was told in time."""
        parts = {
            "old": self._on_clock(old),
            "new": self._on_clock(self.scheduled_date_start),
            "person": person,
            "reason": reason,
        }
        if fields.Datetime.now() < old:
            body = self.env._(
                "Appointment moved from %(old)s to %(new)s, as %(person)s was told "
                "before: %(reason)s",
                **parts,
            )
        else:
            body = self.env._(
                "Appointment moved from %(old)s to %(new)s, as %(person)s was told "
                "when it was past: %(reason)s",
                **parts,
            )
        self.message_post(body=body)

    def _on_clock(self, moment):
        return f"{self.company_id._promise_local(moment):%Y-%m-%d %H:%M}"
