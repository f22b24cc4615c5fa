from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.gas_promise.tools import selection_of

URGENCY_PRIORITY = {"emergency": "3", "urgent": "2", "normal": "0"}
STATES = [
    ("new", "To Be Dispatched"),
    ("dispatched", "Dispatched"),
    ("accepted", "Accepted"),
    ("on_way", "On the Way"),
    ("on_site", "On Site"),
    ("diagnosed", "Cause Found"),
    ("agreed", "Agreed With the Customer"),
    ("working", "Being Worked On"),
    ("checked", "Checked"),
    ("signed", "Signed"),
    ("done", "Done"),
    ("failed", "Visit Failed"),
    ("cancelled", "Cancelled"),
]
OVER = ("done", "cancelled")
# A crew is somewhere between the two.
UNDER_WAY = (
    "dispatched",
    "accepted",
    "on_way",
    "on_site",
    "diagnosed",
    "agreed",
    "working",
    "checked",
    "signed",
)
# Who called, or answered the door.
PEOPLE = {"reporter", "reporter_phone", "appointment_with", "agreed_by", "signed_by"}
# What is checked by the time a state is entered.
PHASES_BEFORE = {
    "on_way": ("before",),
    "working": ("door", "site"),
    "checked": ("round", "after"),
    "done": ("round",),
}
# Checked on each visit anew; the points of a round are the work itself.
PHASES_OF_VISIT = ("before", "door", "site", "after")


class FsmOrder(models.Model):
    """A work order (工单): who reported what where, who went, and what came of it.

    What happens to it is in ``fsm_order_workflow``; every time stands in a field of its
    own, from which time promises are told.
    """

    _name = "fsm.order"
    _inherit = [
        "gas.state.mixin",
        "gas.promise.mixin",
        "gas.household.search.mixin",
        "fsm.order",
    ]
    _gas_walled = True

    name = fields.Char("Order Number", default=None)
    type = fields.Many2one(
        string="Kind", index=True, ondelete="restrict", tracking=True
    )
    code = fields.Char(related="type.code", store=True, index=True)
    urgency = fields.Selection(related="type.urgency", store=True)
    needs_diagnosis = fields.Boolean(related="type.needs_diagnosis")
    needs_agreement = fields.Boolean(related="type.needs_agreement")
    needs_check = fields.Boolean(related="type.needs_check")
    needs_signature = fields.Boolean(related="type.needs_signature")
    state = fields.Selection(
        STATES,
        "Status",
        required=True,
        default="new",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    is_over = fields.Boolean(compute="_compute_is_over")
    is_round = fields.Boolean(
        "Round", compute="_compute_is_round", store=True, precompute=True
    )
    # The state is tracked, in our words.
    stage_id = fields.Many2one(
        compute="_compute_stage_id",
        store=True,
        precompute=True,
        default=None,
        tracking=False,
    )
    priority = fields.Selection(
        compute="_compute_priority",
        store=True,
        precompute=True,
        readonly=False,
        default=None,
    )

    # Where, and who says so
    contract_id = fields.Many2one(
        "gas.contract", "Household", index="btree_not_null", ondelete="restrict"
    )
    partner_id = fields.Many2one(related="contract_id.partner_id", string="Customer")
    service_point_id = fields.Many2one(
        "gas.service.point",
        compute="_compute_service_point_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    premise_id = fields.Many2one(
        "gas.premise",
        compute="_compute_premise_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    area_id = fields.Many2one(
        "gas.area",
        "Community or Station",
        compute="_compute_area_id",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
        domain="[('kind', 'in', ('community', 'station'))]",
    )
    station_id = fields.Many2one(
        related="area_id.station_id", store=True, precompute=True, index=True
    )
    location_id = fields.Many2one(
        compute="_compute_location_id", store=True, precompute=True, readonly=False
    )
    address = fields.Char(
        compute="_compute_address", store=True, precompute=True, readonly=False
    )
    latitude = fields.Float(digits=(10, 7), compute="_compute_position", store=True)
    longitude = fields.Float(digits=(10, 7), compute="_compute_position", store=True)
    reporter = fields.Char("Reported By")
    reporter_phone = fields.Char("Phone of the Reporter")
    reported_on = fields.Datetime(
        required=True, default=fields.Datetime.now, index=True, copy=False
    )
    fault = fields.Text("Reported Problem")
    routed_to = fields.Selection(
        selection_of("gas.call.routing", "routed_to"),
        "Dispatched To",
        compute="_compute_routed_to",
        store=True,
    )
    application_id = fields.Many2one(
        "gas.application",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    parent_order_id = fields.Many2one(
        "fsm.order",
        "Continues Order",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )

    # When what happened
    dispatched_on = fields.Datetime(readonly=True, copy=False)
    accepted_on = fields.Datetime(readonly=True, copy=False)
    contacted_on = fields.Datetime("Customer Called On", readonly=True, copy=False)
    departed_on = fields.Datetime(readonly=True, copy=False)
    arrived_on = fields.Datetime(readonly=True, copy=False)
    diagnosed_on = fields.Datetime(readonly=True, copy=False)
    agreed_on = fields.Datetime(readonly=True, copy=False)
    work_started_on = fields.Datetime(readonly=True, copy=False)
    checked_on = fields.Datetime(readonly=True, copy=False)
    done_on = fields.Datetime(readonly=True, copy=False)
    failed_on = fields.Datetime("Visit Failed On", readonly=True, copy=False)

    # What was found and done
    cause = fields.Text(tracking=True)
    method = fields.Text("Work Done")
    unfinished_reason = fields.Char("Reason Not Finished", copy=False, tracking=True)
    choice_reason = fields.Char(
        "Reason for the Chosen Crew", readonly=True, copy=False, tracking=True
    )
    extra_team_ids = fields.Many2many(
        "fsm.team",
        "fsm_order_extra_team_rel",
        string="Other Crews",
        readonly=True,
        copy=False,
    )
    # Those of past visits stay with these.
    check_line_ids = fields.One2many(
        "gas.order.check.line",
        "order_id",
        "Checklist",
        domain=[("visit_id", "=", False)],
    )

    _open_by_station = models.Index(
        "(station_id, state) WHERE state NOT IN ('done', 'cancelled')"
    )
    _planned = models.Index(
        "(scheduled_date_start) WHERE scheduled_date_start IS NOT NULL"
    )

    # From the kind and the household to the rest

    @api.depends("state")
    def _compute_is_over(self):
        for order in self:
            order.is_over = order.state in OVER

    def _compute_is_round(self):
        """Nobody waits at home for a round: whoever orders rounds extends this."""
        self.is_round = False

    @api.depends("state")
    def _compute_stage_id(self):
        """Map our states to the three stages that fieldservice knows."""
        by_state = {
            "done": self.env.ref("fieldservice.fsm_stage_completed"),
            "cancelled": self.env.ref("fieldservice.fsm_stage_cancelled"),
        }
        waiting = self.env.ref("fieldservice.fsm_stage_new")
        running = self.env.ref("gas_workorder.fsm_stage_running")
        for order in self:
            other = waiting if order.state in ("new", "failed") else running
            order.stage_id = by_state.get(order.state, other)

    @api.depends("type")
    def _compute_priority(self):
        for order in self:
            order.priority = URGENCY_PRIORITY.get(order.type.urgency, "0")

    @api.depends("contract_id")
    def _compute_service_point_id(self):
        for order in self:
            order.service_point_id = (
                order.contract_id.service_point_id or order.service_point_id
            )

    @api.depends("service_point_id")
    def _compute_premise_id(self):
        for order in self:
            order.premise_id = order.service_point_id.premise_id or order.premise_id

    @api.depends("premise_id")
    def _compute_area_id(self):
        for order in self:
            order.area_id = order.premise_id.community_id or order.area_id

    @api.depends("service_point_id", "premise_id", "area_id")
    def _compute_address(self):
        for order in self:
            place = order.service_point_id or order.premise_id
            order.address = place.name or order.address or order.area_id.name

    @api.depends("premise_id", "area_id")
    def _compute_location_id(self):
        """Make the place on first need: most premises never have an order."""
        places = self.env["fsm.location"]
        places._ensure_for(self.premise_id)
        places._ensure_for(self.filtered(lambda order: not order.premise_id).area_id)
        for order in self:
            place = order.premise_id or order.area_id
            order.location_id = place.sudo().fsm_location_id

    @api.depends("premise_id.latitude", "premise_id.longitude")
    def _compute_position(self):
        for order in self:
            if order.premise_id.latitude:
                order.latitude = order.premise_id.latitude
                order.longitude = order.premise_id.longitude

    @api.depends("type", "reported_on", "company_id")
    def _compute_routed_to(self):
        windows = self.env["gas.call.routing"].sudo()
        tables = windows._tables(self.company_id)
        for order in self:
            order.routed_to = windows._routed_to(
                order.company_id,
                order.type.call_kind or "planned",
                order.reported_on,
                tables,
            )

    # OCA's own rules that do not hold here

    def check_day(self):
        """Keep no order from its day by anybody's leave: gas leaks on holidays."""

    @api.constrains("scheduled_date_start")
    def _check_nothing_of_the_day(self):
        self.check_day()

    def _calc_request_late(self, vals):
        """Leave lateness to time promises."""
        return vals

    @api.onchange("scheduled_date_end")
    def onchange_scheduled_date_end(self):
        """Do not take the end of a plan for the beginning of the work."""

    def _compute_team_id(self):
        """Propose a crew for the place; another address takes nobody off the order."""
        waiting = self.filtered(lambda order: order.state == "new")
        for order in self - waiting:
            order.team_id = order.team_id
        return super(FsmOrder, waiting)._compute_team_id()

    def _default_team_id(self):
        """Return the crew that stands for nobody, until the order is dispatched."""
        return self.env.ref("fieldservice.fsm_team_default")

    def can_unlink(self):
        return self.state == "new" and not self.dispatched_on

    @api.ondelete(at_uninstall=False)
    def _unlink_except_dispatched(self):
        for order in self:
            if not order.can_unlink():
                raise UserError(
                    self.env._(
                        "Order %s was dispatched and stays on file. Cancel it instead.",
                        order.name,
                    )
                )

    def _tells_of_people(self, name):
        return (bool(self) and name in PEOPLE) or super()._tells_of_people(name)

    # Creation

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_placeless(vals_list)
        self._number(vals_list)
        orders = super().create(vals_list)
        orders._take_checklists()
        return orders

    def write(self, vals):
        old = {order: order.type for order in self} if "type" in vals else {}
        result = super().write(vals)
        self.filtered(
            lambda order: order in old and order.type != old[order]
        )._kind_changed()
        return result

    def _kind_changed(self):
        """Ask for the points of the new kind; what was answered already stays."""
        orders = self.filtered(lambda order: not order.is_over)
        orders.sudo().check_line_ids.filtered(
            lambda line: not line._is_answered()
        ).unlink()
        orders._take_checklists()

    def _refuse_placeless(self, vals_list):
        """Refuse before the database says in its own words that a place is missing."""
        places = {"contract_id", "service_point_id", "premise_id", "area_id"}
        for vals in vals_list:
            if not any(vals.get(name) for name in places):
                raise ValidationError(
                    self.env._(
                        "Choose the household, the premise or the community of the "
                        "order, so that a station is in charge."
                    )
                )

    def _number(self, vals_list):
        """Number orders in one go: OCA takes one number after the other."""
        unnumbered = [vals for vals in vals_list if not vals.get("name")]
        if unnumbered:
            sequence = self.env.ref("gas_workorder.sequence_order").sudo()
            sequence._gas_number(unnumbered)

    def _take_checklists(self):
        """Copy the points of the kinds, as they are worded today, in one statement.

        By the ORM, they take a third of the time of 10,000 orders. A point that is
        there already, with its answer, is not asked for again.
        """
        self.flush_model(["type"])
        self.env["gas.order.check"].flush_model()
        self.env["gas.order.check.line"].flush_model(
            ["order_id", "visit_id", "phase", "name"]
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO gas_order_check_line
                       (order_id, sequence, phase, name, required, answer, unit,
                        has_limits, lowest, highest, create_uid, create_date, write_uid,
                        write_date)
                SELECT fsm_order.id, point.phase_sequence * 1000 + point.sequence,
                       point.phase,
                       COALESCE(point.name->>%(lang)s, point.name->>'en_US'),
                       point.required, point.answer, point.unit, point.has_limits,
                       point.lowest, point.highest, %(user)s, %(now)s, %(user)s, %(now)s
                  FROM fsm_order
                  JOIN gas_order_check point ON point.type_id = fsm_order.type
                 WHERE fsm_order.id = ANY(%(orders)s)
                   AND NOT EXISTS (
                           SELECT
                             FROM gas_order_check_line line
                            WHERE line.order_id = fsm_order.id
                              AND line.visit_id IS NULL
                              AND line.phase = point.phase
                              AND line.name = COALESCE(point.name->>%(lang)s,
                                                       point.name->>'en_US'))
                 ORDER BY fsm_order.id, 2, point.id
                """,
                lang=self.env.lang or "en_US",
                user=self.env.uid,
                now=fields.Datetime.now(),
                orders=list(self.ids),
            )
        )
        self.invalidate_recordset(["check_line_ids"])
