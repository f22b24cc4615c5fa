from odoo import api, fields, models
from odoo.exceptions import UserError

# By which state of the order a visit ends, and how.
ENDS = {
    "done": "done",
    "failed": "failed",
    "new": "handed_over",
    "dispatched": "replaced",
    "cancelled": "cancelled",
}
# What a step tells of the visit alone.
FACTS = (
    "departure_latitude",
    "departure_longitude",
    "arrival_latitude",
    "arrival_longitude",
    "arrival_accuracy_m",
    "arrival_metres",
    "arrival_reason",
)


class FsmOrder(models.Model):
    """The visits of an order: each has its own times and checks; the order sums up.

    The order keeps when each step was taken first: whoever came first has kept what was
    promised from the call on. An appointment is kept by the visit that came for it.
    """

    _inherit = "fsm.order"

    visit_ids = fields.One2many(
        "gas.order.visit", "order_id", "Visits", readonly=True, copy=False
    )
    visit_id = fields.Many2one(
        "gas.order.visit",
        "Last Visit",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    appointment_arrived_on = fields.Datetime(
        "Came for the Appointment",
        compute="_compute_appointment_arrived_on",
        store=True,
        copy=False,
    )
    departure_latitude = fields.Float(related="visit_id.departure_latitude")
    departure_longitude = fields.Float(related="visit_id.departure_longitude")
    arrival_latitude = fields.Float(related="visit_id.arrival_latitude")
    arrival_longitude = fields.Float(related="visit_id.arrival_longitude")
    arrival_accuracy_m = fields.Integer(related="visit_id.arrival_accuracy_m")
    arrival_metres = fields.Integer(related="visit_id.arrival_metres")
    arrival_reason = fields.Char(related="visit_id.arrival_reason")

    @api.depends(
        "scheduled_date_start", "visit_ids.arrived_on", "visit_ids.appointment_on"
    )
    def _compute_appointment_arrived_on(self):
        for order in self:
            arrivals = order.visit_ids.filtered(
                lambda visit: visit.appointment_on == order.scheduled_date_start  # noqa: B023
            ).mapped("arrived_on")
            order.appointment_arrived_on = min(filter(None, arrivals), default=False)

    def _note_visit(self, state, moment, facts):
        """Bring the visits in line with ``state``, entered at ``moment`` (naive UTC).

        ``facts``: {name of ``FACTS``: value}
        """
        self.ensure_one()
        visit = self.visit_id
        if state in ENDS and visit and not visit.result:
            reason = state != "done" and self.unfinished_reason
            visit._end(ENDS[state], moment, reason)
        if state == "dispatched":
            self._begin_visit(moment)
            return
        if state == "on_site":
            facts = {**facts, "appointment_on": self.scheduled_date_start}
        if state == "working" and visit.checked_on:
            self._check_anew()
        if (name := self._TIMES.get(state)) in visit._fields:
            visit._note(name, moment, facts)

    def _check_anew(self):
        """Have the safety checked once more: work goes on after it was."""
        self._write_as_server({"checked_on": False})
        self.visit_id._write_as_server({"checked_on": False})
        self._check_lines(("after",)).write({"is_done": False})

    def _begin_visit(self, moment):
        number = len(self.visit_ids) + 1
        visit = self.env["gas.order.visit"]._create_as_server(
            [
                {
                    "order_id": self.id,
                    "number": number,
                    "team_id": self.team_id.id,
                    "person_id": self.person_id.id,
                    "person_ids": [fields.Command.set(self.person_ids.ids)],
                    "dispatched_on": moment,
                }
            ]
        )
        vals = {"visit_id": visit.id, "extra_team_ids": [fields.Command.clear()]}
        if number > 1:
            vals["checked_on"] = False
        self._write_as_server(vals)

    def _do_mobile_action(self, kind, data, at):
        """Refuse what was entered on a visit that is over; its photos are kept."""
        visit_id = data.get("visit_id")
        data = {name: value for name, value in data.items() if name != "visit_id"}
        if visit_id and kind != "photo" and visit_id != self.sudo().visit_id.id:
            self._refuse_strangers()
            raise UserError(
                self.env._(
                    "%s: this was entered on a visit that is over. The crew was sent "
                    "once more meanwhile: enter it anew if it holds today.",
                    self.display_name,
                )
            )
        return super()._do_mobile_action(kind, data, at)

    def _visit_at(self, moment):
        """Return the visit during which something happened at ``moment``."""
        begun = self.visit_ids.filtered(lambda visit: visit.dispatched_on <= moment)
        return begun.sorted("number")[-1:] or self.visit_ids.sorted("number")[:1]
