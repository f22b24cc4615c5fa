from collections import defaultdict

from odoo import api, fields, models

from .fsm_order import UNDER_WAY


class FsmOrder(models.Model):
    """What a crew's telephone keeps of its orders, to work on without signal."""

    _inherit = "fsm.order"

    _SYNCED_FIELDS = (
        "name",
        "code",
        "urgency",
        "state",
        "visit_id",
        "address",
        "latitude",
        "longitude",
        "reporter",
        "fault",
        "unfinished_reason",
        "fault_id",
        "cause",
        "plan",
        "fee_schedule_id",
        "fee_amount",
        "is_free",
        "agreed_amount",
        "agreed_by",
        "quoted_minutes",
        "invoiced_amount",
        "method",
        "index_m3",
        "seal",
        "new_index_m3",
        "exchange_reason",
        "change",
        "signed_by",
        "rating",
        "needs_diagnosis",
        "needs_agreement",
        "needs_check",
        "needs_signature",
        "reported_on",
        "scheduled_date_start",
        "accepted_on",
        "contacted_on",
        "departed_on",
        "arrived_on",
        "appointment_arrived_on",
        "diagnosed_on",
        "agreed_on",
        "signed_on",
        "work_started_on",
        "checked_on",
        "done_on",
    )
    _SYNCED_CHECK_FIELDS = (
        "order_id",
        "phase",
        "name",
        "required",
        "answer",
        "unit",
        "has_limits",
        "lowest",
        "highest",
        "is_done",
        "reading",
        "words",
        "is_faulty",
    )

    @api.model
    def _mobile_data(self):
        """Return the user's open orders and those that were over today.

        Plain values, with what a screen offers: faults, fees, phases of checklists, and
        labels for values.
        """
        orders = self.search(self._mobile_domain(), order="priority desc, reported_on")
        return {
            "now": fields.Datetime.now(),
            "orders": orders._mobile_orders(),
            "faults": self.env["gas.fault"].search_read(
                [("active", "=", True)], ["name"]
            ),
            "fees": orders._mobile_fees(),
            "phases": self._mobile_phases(),
            "labels": self._mobile_labels(),
        }

    def _mobile_domain(self):
        mine = fields.Domain("person_id.employee_id.user_id", "=", self.env.uid)
        mine |= fields.Domain("person_ids.employee_id.user_id", "=", self.env.uid)
        today, _tomorrow = self.env.company._promise_span()
        open_now = fields.Domain("state", "in", UNDER_WAY)
        done = fields.Domain([("state", "=", "done"), ("done_on", ">=", today)])
        failed = fields.Domain([("state", "=", "failed"), ("failed_on", ">=", today)])
        return mine & (open_now | done | failed)

    def _mobile_orders(self):
        """Return the orders of ``self`` as a telephone keeps them.

        The crew was sent: it learns whom to ask for and what hangs there, even where
        the archive of another station is not open to it.
        """
        orders = self.sudo()
        checks = _by_order(
            orders.check_line_ids.read(self._SYNCED_CHECK_FIELDS, load=None)
        )
        fees = _by_order(
            orders.fee_ids.read(
                ["order_id", "item_id", "kind", "quantity", "price", "amount"],
                load=None,
            )
        )
        photos = _by_order(orders.photo_ids.read(["order_id", "phase"], load=None))
        promises = orders._mobile_promises()
        return [
            {
                **values,
                **order._mobile_household(),
                "kind": order.type.name,
                "new_meter": order.new_meter_id.name or "",
                "needs_seal": bool(order.code == "stop" and order.supply_stop_id),
                "crew": order.person_ids.mapped("name"),
                "arrival_metres": order.company_id.gas_arrival_metres,
                "checks": checks[order.id],
                "fees": fees[order.id],
                "photos": photos[order.id],
                "promises": promises[order.id],
            }
            for order, values in zip(
                orders, orders.read(self._SYNCED_FIELDS, load=None), strict=True
            )
        ]

    def _mobile_household(self):
        contract = self.contract_id
        phones = [
            self.reporter_phone,
            self.partner_id.phone,
            *self.partner_id.gas_phone_ids.mapped("number"),
        ]
        return {
            "customer": self.partner_id.name or "",
            "phones": list(dict.fromkeys(phone for phone in phones if phone)),
            "household": contract.name or "",
            "user_class": contract.user_class or "",
            "meter": contract.meter_id.name or "",
        }

    def _mobile_promises(self):
        """Return {order id: what is still to be kept, the first deadline first}."""
        found = defaultdict(list)
        for promise in self._open_promises():
            found[promise.res_id].append(
                {
                    "name": promise.policy_id.name,
                    "deadline": promise.deadline_at,
                    "kept_by": promise.terms_id.content["target"],
                }
            )
        return found

    def _mobile_fees(self):
        """Return the fees of the schedules of ``self``: what may be quoted."""
        return self.env["gas.fee.item"].search_read(
            [("schedule_id", "in", self.sudo().fee_schedule_id.ids)],
            ["schedule_id", "name", "kind", "unit", "price", "user_class"],
            load=None,
        )

    def _mobile_phases(self):
        """Return the phases of checklists in their order: ``[(phase, its label)]``."""
        return self.env["gas.order.check.line"]._selection_values("phase")

    def _mobile_labels(self):
        """Return {what: {value: its label}}."""
        asked = {
            "state": ("fsm.order", "state"),
            "rating": ("fsm.order", "rating"),
            "exchange_reason": ("fsm.order", "exchange_reason"),
            "photo": ("gas.order.photo", "phase"),
            "kind": ("gas.mobile.action", "kind"),
            "fee": ("gas.fee.item", "kind"),
        }
        return {
            what: self.env[model]._selection_labels(name)
            for what, (model, name) in asked.items()
        }


def _by_order(rows):
    """Return {order id: its rows}."""
    found = defaultdict(list)
    for row in rows:
        found[row["order_id"]].append(row)
    return found
