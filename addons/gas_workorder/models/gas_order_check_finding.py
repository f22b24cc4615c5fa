from odoo import models
from odoo.exceptions import UserError

from .fsm_order_type import SUPPLY_CODES


class GasOrderCheckLine(models.Model):
    """What is found out of order becomes an order, and somebody hears of it."""

    _inherit = "gas.order.check.line"

    def _report_faulty(self):
        """Order at once what is not in order, and tell who answers for the station."""
        faulty = self.filtered("is_faulty")
        for line in faulty:
            if not line.words:
                raise UserError(self.env._("%s: say what is not in order.", line.name))
            # Said better afterwards, while nobody has been sent yet.
            if line.found_order_id.state == "new":
                line.found_order_id.fault = line.words
        unreported = faulty.filtered(lambda line: not line.found_order_id)
        orders = self.env["fsm.order"].create(
            [line._prepare_found_order_vals() for line in unreported]
        )
        for line, order in zip(unreported, orders, strict=True):
            line.found_order_id = order
            order.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=line._finding_recipient(order).id,
                summary=self.env._("Found on %s", line.order_id.name),
                note=line.words,
            )

    def _finding_recipient(self, order):
        """Return who hears of what was found (res.users); ``order``: that for it."""
        return order.station_id._person_in_charge(order.company_id)

    def _found_type(self):
        """Return the kind of order for what is not in order."""
        kind = self.order_id.type
        if kind.found_type_id or kind.code not in SUPPLY_CODES:
            return kind.found_type_id or kind
        # A pipe that leaks where gas is cut off or restored is mended.
        return kind._with_code("repair")

    def _prepare_found_order_vals(self):
        """Return the values of the order for what is not in order here."""
        order = self.order_id
        return {
            "type": self._found_type().id,
            "company_id": order.company_id.id,
            "area_id": order.area_id.id,
            "address": self.name,
            "fault": self.words,
            "reporter": self.env.user.name,
            "parent_order_id": order.id,
        }
