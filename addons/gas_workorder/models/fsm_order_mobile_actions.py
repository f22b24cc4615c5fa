from odoo import fields, models
from odoo.exceptions import UserError

from ..dispatch import Position

RATINGS = [
    ("1", "Very Dissatisfied"),
    ("2", "Dissatisfied"),
    ("3", "Fair"),
    ("4", "Satisfied"),
    ("5", "Very Satisfied"),
]


class FsmOrder(models.Model):
    """What a crew does on site: arrives, finds, quotes, works, lets the customer sign.

    Each method takes ``at``: when it really happened, see ``gas.mobile.mixin``.
    """

    _name = "fsm.order"
    _inherit = ["fsm.order", "gas.mobile.mixin"]

    _MOBILE_ACTIONS = {
        "accept": "_accept",
        "contact": "_contact",
        "depart": "_depart",
        "arrive": "_arrive",
        "check": "_answer_check",
        "diagnose": "_diagnose",
        "quote": "_quote",
        "agree": "_agree",
        "quote_anew": "_quote_anew",
        "start": "_start",
        "checked": "_pass_check",
        "note": "_note",
        "photo": "_add_photo",
        "sign": "_sign",
        "invoice": "_invoice",
        "done": "_finish",
        "fail": "_fail",
        "hand_over": "_hand_over",
    }
    # Noted on site as it was entered; a new meter is found by its number.
    _NOTED = ("method", "index_m3", "seal", "new_index_m3", "exchange_reason")

    plan = fields.Text("Planned Work", copy=False)
    rating = fields.Selection(RATINGS, "Customer's Rating", readonly=True, copy=False)
    rating_note = fields.Char("Rating Remarks", readonly=True, copy=False)
    photo_ids = fields.One2many("gas.order.photo", "order_id", "Photos")

    def _words_for_strangers(self):
        return self.env._(
            "You are not sent to this order, or no longer. Call the dispatcher."
        )

    # To the customer

    def _accept(self, at=None):
        self._step("accepted", at)

    def _depart(self, position=None, at=None):
        position = Position.of(position)
        self._step("on_way", at, **_position_vals("departure_", position))
        self._place_crew(position, at)

    def _arrive(self, position=None, reason=None, at=None):
        """Note that the crew is there; too far from the address only with a reason."""
        position = Position.of(position)
        metres = self._metres_from(position)
        if self.latitude and not reason:
            self._refuse_far(metres)
        self._step(
            "on_site",
            at,
            arrival_metres=metres or 0,
            arrival_reason=reason or False,
            arrival_accuracy_m=position.accuracy_m if position else 0,
            **_position_vals("arrival_", position),
        )
        self._place_crew(position, at)

    def _metres_from(self, position):
        """Return the metres to the address; None when either is not known."""
        if position and self.latitude:
            return position.metres_to(self.latitude, self.longitude)

    def _refuse_far(self, metres):
        if metres is None:
            raise UserError(
                self.env._(
                    "%s: the phone gave no position. Say why.", self.display_name
                )
            )
        if metres > self.company_id.gas_arrival_metres:
            raise UserError(
                self.env._(
                    "%(order)s: you are %(metres)d m from the address, %(limit)d m are "
                    "allowed. Say why.",
                    order=self.display_name,
                    metres=metres,
                    limit=self.company_id.gas_arrival_metres,
                )
            )

    def _report_position(self, position):
        """Note where the crew is while it is on the way, and at no other time."""
        self._refuse_strangers()
        if self.state == "on_way":
            self._place_crew(Position.of(position))

    def _place_crew(self, position, at=None):
        if not position:
            return
        order = self.sudo()
        me = order.person_ids.filtered(
            lambda person: person.employee_id.user_id == self.env.user
        )
        team = me.team_id or order.team_id
        team._place(position.latitude, position.longitude, order._time_of(at))

    # At the customer's

    def _answer_check(
        self, line_id, is_done, reading=0, words=None, is_faulty=False, at=None
    ):
        line = self.check_line_ids.filtered(lambda each: each.id == line_id)
        if not line:
            raise UserError(
                self.env._("%s has no such point to check.", self.display_name)
            )
        line._answer(is_done, reading, words, is_faulty, self._time_of(at))

    def _diagnose(self, fault_id, cause, plan=None, at=None):
        """Note what is wrong and what is to be done about it."""
        if not cause:
            raise UserError(self.env._("Enter the cause that was found."))
        self.write({"fault_id": fault_id, "cause": cause, "plan": plan})
        self._step("diagnosed", at)

    def _quote(self, fees, at=None):
        """Make the fees of the order those quoted: ``[{item_id, quantity}]``.

        What stays keeps the price that the station head gave.
        """
        wanted = {fee["item_id"]: fee["quantity"] for fee in fees}
        commands = []
        for fee in self.fee_ids:
            quantity = wanted.pop(fee.item_id.id, 0)
            if quantity <= 0:
                commands.append(fields.Command.delete(fee.id))
            elif quantity != fee.quantity:
                commands.append(fields.Command.update(fee.id, {"quantity": quantity}))
        commands += [
            fields.Command.create({"item_id": item, "quantity": quantity})
            for item, quantity in wanted.items()
            if quantity > 0
        ]
        if commands:
            self.write({"fee_ids": commands})

    def _quote_anew(self, at=None):
        self.action_quote_anew()

    def _start(self, at=None):
        self._step("working", at)

    def _note(self, values, at=None):
        """Note what was done, with the numbers that the archive needs."""
        vals = {name: values[name] for name in self._NOTED if name in values}
        if number := values.get("new_meter"):
            vals["new_meter_id"] = self._meter_in_store(number).id
        self.write(vals)

    def _meter_in_store(self, number):
        meter = self.env["gas.meter"].search(
            [("name", "=", number.strip()), ("service_point_id", "=", False)], limit=1
        )
        if not meter:
            raise UserError(
                self.env._(
                    "No meter %s is in store. Read its number again, or call the "
                    "office.",
                    number,
                )
            )
        return meter

    def _add_photo(self, phase, image, position=None, at=None):
        self.check_access("write")
        # One of a visit that is over by now is one of that visit.
        taken_on = self._time_of(at, "dispatched")
        # Nobody else's photo, nor of another time, is entered by hand.
        self.env["gas.order.photo"].sudo().create(
            {
                "order_id": self.id,
                "visit_id": self.sudo()._visit_at(taken_on).id,
                "phase": phase,
                "image": image,
                "taken_on": taken_on,
                **_position_vals("", Position.of(position)),
            }
        )

    def _pass_check(self, at=None):
        self._step("checked", at)

    def _sign(self, name, signature, rating=None, words=None, at=None):
        """Let the customer sign for the work, and say how it was (1 to 5, words)."""
        if not (name and signature):
            raise UserError(self.env._("The customer's name and signature are needed."))
        self._step(
            "signed",
            at,
            signed_by=name,
            signed_on=self._time_of(at, "signed"),
            signature=signature,
            rating=str(rating) if str(rating) in dict(RATINGS) else False,
            rating_note=words or False,
        )

    def _invoice(self, at=None):
        self.action_invoice()

    # Buttons of the office

    def action_open_agree(self):
        self.ensure_one()
        return self._open_wizard(
            "gas.order.agree",
            self.env._("%s: What the Customer Agrees With", self.name),
            {"default_name": self.partner_id.name or self.reporter},
        )

    def action_print_receipt(self):
        """Print what the customer is charged for; there is none before the invoice."""
        for order in self:
            if not order.sudo().invoice_ids.filtered(lambda m: m.state == "posted"):
                raise UserError(
                    self.env._("%s is not invoiced yet: press Invoice.", order.name)
                )
        report = self.env.ref("gas_workorder.gas_order_receipt_report")
        return report.report_action(self)


def _position_vals(prefix, position):
    """Return the values of the two fields whose names begin with ``prefix``."""
    if not position:
        return {}
    return {
        f"{prefix}latitude": position.latitude,
        f"{prefix}longitude": position.longitude,
    }
