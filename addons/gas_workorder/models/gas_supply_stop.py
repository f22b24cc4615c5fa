from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.supply_guard import bad_moments

OPEN_STATES = ("draft", "noticed", "ordered", "stopped", "restoring")


class GasSupplyStop(models.Model):
    """A stop of supply and its end (停气、复气): why, told how, done when and by whom.

    Gas is cut off and restored by work orders; when they are done, the contract rests
    or runs. What speaks against a stop is asked in one place, ``_obstacles``.
    """

    _name = "gas.supply.stop"
    _description = "Stop of Supply"
    _inherit = [
        "gas.state.mixin",
        "gas.promise.mixin",
        "gas.household.search.mixin",
    ]
    _order = "id desc"
    _PROMISE_OVER = ("restored", "cancelled")
    _MOVES = {
        "draft": {"noticed", "ordered", "cancelled"},
        "noticed": {"ordered", "cancelled"},
        "ordered": {"stopped", "noticed", "draft", "cancelled"},
        "stopped": {"restoring", "ended"},
        "restoring": {"restored", "stopped", "ended"},
        "restored": set(),
        "ended": set(),
        "cancelled": set(),
    }
    _STEPS = {
        "noticed": "action_noticed",
        "ordered": "action_order",
        "restoring": "action_restore",
        "cancelled": "action_cancel",
    }

    name = fields.Char(compute="_compute_name")
    contract_id = fields.Many2one(
        "gas.contract", "Household", required=True, index=True, ondelete="restrict"
    )
    station_id = fields.Many2one(
        related="contract_id.station_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(related="contract_id.partner_id", string="Customer")
    address = fields.Char(related="contract_id.service_point_id.name")
    reason = fields.Selection(
        [
            ("arrears", "Arrears"),
            ("hazard", "Hazard"),
            ("request", "Customer's Wish"),
            ("vacancy", "Vacant"),
            ("interruption", "Interruption of the Network"),
        ],
        required=True,
        tracking=True,
    )
    note = fields.Text("Grounds")
    state = fields.Selection(
        [
            ("draft", "New"),
            ("noticed", "Customer Told"),
            ("ordered", "Crew Ordered"),
            ("stopped", "Gas Is Off"),
            ("restoring", "Being Restored"),
            ("restored", "Restored"),
            ("ended", "Contract Closed"),
            ("cancelled", "Cancelled"),
        ],
        "Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    # The notice, and what proves that it reached the customer
    noticed_on = fields.Datetime("Notice Delivered On", tracking=True, copy=False)
    notice_way = fields.Selection(
        [
            ("hand", "By Hand, Signed"),
            ("post", "Registered Letter"),
            ("door", "On the Door, Photographed"),
            ("sms", "Text Message, Delivered"),
        ],
        "Delivery Method",
        copy=False,
    )
    notice_proof = fields.Char(
        "Proof", copy=False, help="Who signed, number of the letter, name of the photo."
    )
    planned_on = fields.Datetime("Planned Cut-Off", copy=False, tracking=True)
    obstacles = fields.Text(compute="_compute_obstacles")
    stop_order_id = fields.Many2one(
        "fsm.order", readonly=True, copy=False, index="btree_not_null"
    )
    restore_order_id = fields.Many2one(
        "fsm.order", readonly=True, copy=False, index="btree_not_null"
    )
    ordered_on = fields.Datetime("Crew Ordered On", readonly=True, copy=False)
    seal = fields.Char("Seal Number", readonly=True, copy=False)
    index_m3 = fields.Float(
        "Index When Cut Off (m³)", digits=(12, 3), readonly=True, copy=False
    )
    stopped_on = fields.Datetime("Cut Off On", readonly=True, copy=False)
    cleared_on = fields.Datetime(
        "Cause Cleared On", copy=False, help="Paid, mended, or asked for again."
    )
    restored_on = fields.Datetime("Gas Restored On", readonly=True, copy=False)
    visit_failed = fields.Boolean(compute="_compute_visit_failed")
    visit_failure = fields.Char(
        "Reason of the Failed Visit", compute="_compute_visit_failed"
    )
    open_order_id = fields.Many2one(
        "fsm.order", "Order Under Way", compute="_compute_visit_failed"
    )

    _one_open = models.UniqueIndex(
        "(contract_id) WHERE state NOT IN ('restored', 'ended', 'cancelled')",
        "A stop of this household is open already.",
    )

    @api.depends("contract_id.name", "reason")
    def _compute_name(self):
        reasons = self._selection_labels("reason")
        for stop in self:
            stop.name = f"{stop.contract_id.name} {reasons.get(stop.reason, '')}"

    @api.depends("state", "stop_order_id.state", "restore_order_id.state")
    def _compute_visit_failed(self):
        """Tell whether the crew came back without having done what it was sent for."""
        for stop in self:
            by_state = {
                "ordered": stop.stop_order_id,
                "restoring": stop.restore_order_id,
            }
            order = by_state.get(stop.state, stop.stop_order_id.browse()).sudo()
            stop.open_order_id = order
            stop.visit_failed = order.state == "failed"
            stop.visit_failure = stop.visit_failed and order.unfinished_reason

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for stop in self:
            if stop.state not in ("draft", "cancelled"):
                raise UserError(
                    self.env._(
                        "%(stop)s is “%(state)s” and stays on file: it says why the "
                        "household is, or was, without gas.",
                        stop=stop.name,
                        state=stop._selection_label("state"),
                    )
                )

    # One guard

    @api.depends(
        "contract_id",
        "reason",
        "planned_on",
        "noticed_on",
        "notice_proof",
        "state",
    )
    def _compute_obstacles(self):
        for stop in self:
            waiting = stop.state in ("draft", "noticed", "ordered")
            lines = stop._obstacles("ordered") if waiting else ()
            stop.obstacles = "\n".join(lines) or False

    def _obstacles(self, state):
        yield from super()._obstacles(state)
        now = fields.Datetime.now()
        if state == "noticed" and not (self.notice_way and self.notice_proof):
            yield self.env._("Enter how the notice was delivered, and the proof.")
        elif state == "ordered":
            # A plan that has passed is none.
            yield from self._obstacles_to_cut(max(self.planned_on or now, now))
        elif state == "stopped" and self.state == "ordered":
            yield from self._obstacles_to_cut(self.stop_order_id.done_on or now)

    def _obstacles_to_cut(self, moment):
        """Yield why gas is not cut off at ``moment`` (naive UTC). Add-ons add theirs.

        A hazard is made safe whatever the hour; for debts, all of it holds.
        """
        if self.contract_id.state != "running":
            yield self.env._("The contract is not running.")
        if self.reason in ("hazard", "request"):
            return
        if self.reason == "arrears" and self.contract_id.is_protected:
            yield self.env._(
                "The household is protected: its gas is not cut off for debts."
            )
        yield from self._obstacles_of_notice(moment)
        yield from self._obstacles_of_moment(moment)

    def _obstacles_of_notice(self, moment):
        if not (self.noticed_on and self.notice_way and self.notice_proof):
            yield self.env._(
                "It is not proven that the notice has reached the customer."
            )
            return
        days = self.company_id.gas_stop_notice_days
        earliest = self.noticed_on + timedelta(days)
        if moment < earliest:
            yield self.env._(
                "The notice runs for %(days)d days, until %(day)s.",
                days=days,
                day=self.company_id._promise_local(earliest).date(),
            )

    def _obstacles_of_moment(self, moment):
        words = {
            "holiday": self.env._("The office is closed on that day."),
            "night": self.env._("Gas is cut off from 8:00 to 17:00 only."),
            "eve": self.env._(
                "Before a holiday, and on Fridays after 16:00, it is not."
            ),
        }
        local = self.company_id._promise_local(moment).replace(tzinfo=None)
        for reason in bad_moments(local, self._is_working_day):
            yield words[reason]

    def _is_working_day(self, day):
        """Return whether the office of the company works on ``day``."""
        calendar = self.company_id.sudo().promise_calendar_id
        return calendar._working_time(self.company_id).closing(day) is not None

    # The steps

    def action_noticed(self):
        for stop in self:
            stop._move_to(
                "noticed", noticed_on=stop.noticed_on or fields.Datetime.now()
            )

    def action_order(self):
        """Have a crew cut the gas off: an order, if nothing speaks against it."""
        for stop in self:
            stop._give_up_failed()
            # Before the order: none is given for a cut that is not to be.
            stop._check_move("ordered")
            order = stop._make_order("stop", stop.planned_on)
            stop._move_to(
                "ordered",
                stop_order_id=order.id,
                ordered_on=stop.ordered_on or fields.Datetime.now(),
            )

    def action_restore(self):
        """Order a crew to restore the gas in the promised time: the cause is gone."""
        for stop in self:
            stop._give_up_failed()
            # Before the order: none is given for a stop that is not to be restored.
            stop._check_move("restoring")
            order = stop._make_order("restore", False)
            stop._move_to(
                "restoring",
                restore_order_id=order.id,
                cleared_on=stop.cleared_on or fields.Datetime.now(),
            )

    def _give_up_failed(self):
        """Cancel the order of a visit that failed: another one is given instead."""
        if self.visit_failed:
            self.open_order_id._cancel(self.env._("Ordered anew."))

    def _make_order(self, code, planned_on):
        return self.env["fsm.order"]._create_as_server(
            [
                {
                    "type": self.env["fsm.order.type"]._with_code(code).id,
                    "contract_id": self.contract_id.id,
                    "scheduled_date_start": planned_on,
                    "fault": self.note,
                    "supply_stop_id": self.id,
                }
            ]
        )

    def action_cancel(self):
        for stop in self:
            if stop.stop_order_id and not stop.stop_order_id.is_over:
                stop.stop_order_id._cancel(self.env._("The stop was cancelled."))
        self._move_to("cancelled")

    # Called by orders, and by the contract

    def _order_cancelled(self, order):
        """Wait for a new order: nobody comes for this one any more."""
        if self.state == "ordered" and order == self.stop_order_id:
            self._move_to("noticed" if self.noticed_on else "draft")
        elif self.state == "restoring" and order == self.restore_order_id:
            self._move_to("stopped")

    def _end_with_contract(self):
        """End what is open: there is nothing to cut off any more, nor to restore."""
        for stop in self:
            for order in (stop.stop_order_id, stop.restore_order_id):
                if order and not order.is_over:
                    order._cancel(self.env._("The contract was closed."))
            was_cut_off = stop.state in ("stopped", "restoring")
            stop._move_to("ended" if was_cut_off else "cancelled")

    def _stopped(self, order):
        """Let the contract rest, with seal and index: gas is off."""
        self._move_to(
            "stopped",
            stopped_on=order.done_on,
            seal=order.seal,
            index_m3=order.index_m3,
        )
        contract = self.contract_id.sudo().with_context(gas_reason=self.display_name)
        contract.lock_for_update(allow_referencing=True)
        contract._move_to(
            "suspended",
            suspended_on=self.company_id._promise_local(order.done_on).date(),
            seal=order.seal,
        )

    def _restored(self, order):
        self._move_to("restored", restored_on=order.done_on)
        contract = self.contract_id.sudo().with_context(gas_reason=self.display_name)
        contract.lock_for_update(allow_referencing=True)
        # Whose contract runs again already has nothing more to be noted.
        if contract.state == "suspended":
            contract._move_to("running", suspended_on=False, seal=False)
