from odoo import api, fields, models

from .fsm_order import PHASES_OF_VISIT

RESULTS = [
    ("done", "Finished"),
    ("failed", "Visit Failed"),
    ("handed_over", "Handed Over"),
    ("replaced", "Another Crew Sent"),
    ("cancelled", "Order Cancelled"),
]


class GasOrderVisit(models.Model):
    """A visit (上门): a crew is sent to an order, and what comes of it.

    An order that takes two has two, each with its own people, times, checks and result.
    Written by the steps of the order alone.
    """

    _name = "gas.order.visit"
    _description = "Visit"
    _inherit = ["gas.household.search.mixin"]
    _order = "dispatched_on desc, id desc"

    order_id = fields.Many2one(
        "fsm.order", required=True, index=True, ondelete="cascade", readonly=True
    )
    number = fields.Integer("Visit No.", readonly=True, aggregator=None)
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    station_id = fields.Many2one(related="order_id.station_id", store=True, index=True)
    contract_id = fields.Many2one(related="order_id.contract_id", string="Household")
    type_id = fields.Many2one(related="order_id.type", string="Kind", store=True)
    address = fields.Char(related="order_id.address")

    # Who
    team_id = fields.Many2one("fsm.team", "Crew", readonly=True, index=True)
    extra_team_ids = fields.Many2many(
        "fsm.team",
        "gas_order_visit_extra_team_rel",
        string="Other Crews",
        readonly=True,
    )
    person_id = fields.Many2one("fsm.person", "Leader", readonly=True, index=True)
    person_ids = fields.Many2many("fsm.person", string="People", readonly=True)

    # When
    appointment_on = fields.Datetime("Came for the Appointment", readonly=True)
    dispatched_on = fields.Datetime(required=True, readonly=True)
    accepted_on = fields.Datetime(readonly=True)
    departed_on = fields.Datetime(readonly=True)
    arrived_on = fields.Datetime(readonly=True)
    diagnosed_on = fields.Datetime(readonly=True)
    work_started_on = fields.Datetime(readonly=True)
    checked_on = fields.Datetime(readonly=True)
    ended_on = fields.Datetime(readonly=True)

    # Where
    departure_latitude = fields.Float(digits=(10, 7), readonly=True)
    departure_longitude = fields.Float(digits=(10, 7), readonly=True)
    arrival_latitude = fields.Float(digits=(10, 7), readonly=True)
    arrival_longitude = fields.Float(digits=(10, 7), readonly=True)
    arrival_accuracy_m = fields.Integer(
        "Position Accuracy (m)",
        readonly=True,
        help="As the telephone says: indoors it may be hundreds of metres off.",
    )
    arrival_metres = fields.Integer("Distance From the Address (m)", readonly=True)
    arrival_reason = fields.Char("Reason for the Distance", readonly=True)

    # What came of it
    result = fields.Selection(RESULTS, readonly=True, index="btree_not_null")
    reason = fields.Char(readonly=True)
    check_line_ids = fields.One2many(
        "gas.order.check.line", "visit_id", "Checklist", readonly=True
    )
    photo_ids = fields.One2many("gas.order.photo", "visit_id", "Photos", readonly=True)

    _one_at_a_time = models.UniqueIndex(
        "(order_id) WHERE result IS NULL", "A crew is on this order already."
    )

    @api.depends("order_id.name", "number")
    def _compute_display_name(self):
        for visit in self:
            visit.display_name = self.env._(
                "%(order)s, visit %(number)d",
                order=visit.order_id.name,
                number=visit.number,
            )

    def _note(self, name, moment, facts):
        """Note when a step was taken first on this visit, and what goes with it."""
        if not self[name]:
            self._write_as_server({name: moment, **facts})

    def _end(self, result, moment, reason):
        """End the visit; what it has checked stays with it, and is checked anew."""
        self._write_as_server({"result": result, "ended_on": moment, "reason": reason})
        self.flush_recordset(["result"])  # before the next one is there
        if result in ("done", "cancelled"):
            return
        order = self.order_id
        order.check_line_ids.filtered(
            lambda line: line.phase in PHASES_OF_VISIT and line._is_answered()
        )._write_as_server({"visit_id": self.id})
        order.invalidate_recordset(["check_line_ids"])
        order._take_checklists()
