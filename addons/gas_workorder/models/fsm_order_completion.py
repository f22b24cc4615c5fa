from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.gas_promise.tools import selection_of

from .fsm_order_type import SUPPLY_CODES


class FsmOrder(models.Model):
    """What an order leaves in the archive when it is done (D32).

    A stop or the end of one goes by ``gas.supply.stop``; a meter that was exchanged or
    a supply that began, by an application, the customer's or one made here: nothing
    else changes what was agreed.
    """

    _inherit = "fsm.order"

    supply_stop_id = fields.Many2one(
        "gas.supply.stop", readonly=True, index="btree_not_null", copy=False
    )
    index_m3 = fields.Float("Meter Index (m³)", digits=(12, 3), copy=False)
    seal = fields.Char("Seal Number", copy=False)
    new_meter_id = fields.Many2one(
        "gas.meter",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        domain="[('service_point_id', '=', False)]",
    )
    new_index_m3 = fields.Float(
        "Index of the New Meter (m³)", digits=(12, 3), copy=False
    )
    exchange_reason = fields.Selection(
        selection_of("gas.application", "exchange_reason"), copy=False
    )
    change = fields.Selection(related="type.application_kind_id.change")

    @api.constrains("type", "supply_stop_id")
    def _check_supply_is_ordered(self):
        """Cut nothing off by an order alone: the guard of the stop would be avoided."""
        for order in self:
            if order._is_loose():
                raise ValidationError(order._words_for_loose())

    def _is_loose(self):
        """Return whether the order cuts gas off, or restores it, without its record.

        Extended by add-ons whose records order such work, too.
        """
        self.ensure_one()
        return self.code in SUPPLY_CODES and not self.supply_stop_id

    def _words_for_loose(self):
        return self.env._(
            "“%(kind)s”: gas is cut off and restored by a stop of supply, which gives "
            "the order to a crew itself. Open Work Orders / Stops of Supply, choose "
            "the household, and press “Order the Cut-Off” or “Order the Restoration”.",
            kind=self.type.name,
        )

    def _dispatch(self, team, people=None, reason=None):
        if self._is_loose():
            raise UserError(self._words_for_loose())
        if not self._is_awaited():
            raise UserError(
                self.env._(
                    "Order %s: nothing waits for it any more. Cancel it; the stop or "
                    "the interruption gives another one.",
                    self.name,
                )
            )
        return super()._dispatch(team, people, reason)

    def _is_awaited(self):
        """Return whether the record that gave the order still waits for it."""
        self.ensure_one()
        stop = self.sudo().supply_stop_id
        return not stop or stop.open_order_id == self

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_a_stop(self):
        for order in self.filtered("supply_stop_id"):
            raise UserError(
                self.env._(
                    "Order %s was given by a stop of supply, which waits for it. "
                    "Cancel it instead.",
                    order.name,
                )
            )

    def _step(self, state, at=None, **vals):
        """Ask the guard of a stop before the crew begins to cut the gas off."""
        if state == "working":
            for order in self.filtered(lambda each: each.code == "stop"):
                stop = order.sudo().supply_stop_id
                stop._refuse_for(stop._obstacles_to_cut(order._time_of(at)))
        return super()._step(state, at, **vals)

    def _move_to(self, state, at=None, **vals):
        result = super()._move_to(state, at, **vals)
        if state == "cancelled":
            for order in self.sudo().filtered("supply_stop_id"):
                order.supply_stop_id._order_cancelled(order)
        return result

    def _obstacles(self, state):
        yield from super()._obstacles(state)
        if state != "done":
            return
        if self.code == "stop" and self.supply_stop_id and not self.seal:
            yield self.env._("Enter the number of the seal.")
        if self.change == "meter_exchange":
            if not self.new_meter_id:
                yield self.env._("Choose the meter that was hung.")
            if not self.exchange_reason:
                yield self.env._("Say why the meter was exchanged.")

    def _finish(self, at=None):
        result = super()._finish(at)
        for order in self.sudo():
            order._write_archive()
        return result

    def _write_archive(self):
        if self.supply_stop_id and self.code == "stop":
            self.supply_stop_id._stopped(self)
        elif self.supply_stop_id and self.code == "restore":
            self.supply_stop_id._restored(self)
        elif self.type.application_kind_id and self.contract_id:
            self._complete_application()

    def _complete_application(self):
        """Enter what was found and complete the application, if it lacks nothing."""
        application = self.application_id or self._open_application()
        facts = {
            "effective_on": self.company_id._promise_local(self.done_on).date(),
            "index_m3": self.index_m3,
            "new_meter_id": self.new_meter_id.id,
            "new_index_m3": self.new_index_m3,
            "seal": self.seal,
        }
        application.write({name: value for name, value in facts.items() if value})
        application._do_steps(application.step_line_ids.filtered("on_site"))
        if not any(application._obstacles("done")):
            application.action_done()

    def _open_application(self):
        """Open the application of work that the company began itself."""
        application = self.env["gas.application"]._create_as_server(
            [
                {
                    "kind_id": self.type.application_kind_id.id,
                    "contract_id": self.contract_id.id,
                    "partner_id": self.partner_id.id,
                    "exchange_reason": self.exchange_reason,
                    "note": self.env._("Opened by order %s.", self.name),
                    "is_of_company": True,
                }
            ]
        )
        # Its papers and steps are listed before it is taken in, and none after.
        application.flush_recordset()
        now = fields.Datetime.now()
        application._move_to(
            "submitted", submitted_on=now, submitted_by_id=self.env.uid
        )
        application._move_to("accepted", accepted_on=now)
        self.application_id = application
        return application

    @api.onchange("application_id")
    def _onchange_application_id(self):
        if self.application_id.contract_id:
            self.contract_id = self.application_id.contract_id
