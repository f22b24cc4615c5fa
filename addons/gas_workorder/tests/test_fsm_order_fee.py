from datetime import date, datetime, timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.gas_customer.tests.audit import AuditCase

from .fees import FeeCase


@tagged("post_install", "-at_install")
class TestFsmOrderFee(AuditCase, FeeCase):
    """B14, B37, D17, D21: told and agreed before work, and never more afterwards."""

    def test_price_is_that_of_the_schedule_and_tax_is_in_it(self):
        mine = self.at_the_door("door", "hose")
        self.assertEqual(mine.fee_amount, 55.5)
        mine._agree("Wang", minutes=30)
        self.assertEqual((mine.agreed_amount, mine.state), (55.5, "agreed"))
        self.finish(mine)
        mine.action_invoice()
        move = mine.sudo().invoice_ids
        self.assertRecordValues(
            move,
            [
                {
                    "amount_total": 55.5,
                    "state": "posted",
                    "partner_id": mine.partner_id.id,
                }
            ],
        )
        self.assertEqual(mine.invoiced_amount, 55.5)
        self.assertBroken("order_invoiced", mine.sudo(), "agreed_amount = 55")

    def test_work_does_not_begin_before_the_customer_agrees(self):
        mine = self.at_the_door("door")
        mine.check_line_ids.is_done = True
        with self.assertRaises(UserError) as refusal:
            mine.action_start()
        self.assertIn("agreed", str(refusal.exception))
        self.assertEqual(mine.state, "diagnosed")

    def test_what_is_agreed_is_changed_by_asking_again_only(self):
        mine = self.at_the_door("door")
        mine._agree("Wang")
        for refused in (
            lambda: mine.write(
                {"fee_ids": [(0, 0, {"item_id": self.items["work"].id})]}
            ),
            lambda: mine.fee_ids.write({"quantity": 2}),
            lambda: mine.fee_ids.unlink(),
            lambda: mine.sudo().fee_ids.write({"quantity": 2}),
        ):
            with self.assertRaises(UserError):
                refused()
        self.assertEqual(mine.fee_amount, 30)
        mine.action_quote_anew()
        mine.fee_ids = [(0, 0, {"item_id": self.items["work"].id})]
        mine._agree("Wang")
        self.assertEqual(mine.agreed_amount, 80)
        self.assertIn("30.00", " ".join(mine.message_ids.mapped("body")))

    def test_invoice_never_exceeds_what_was_agreed(self):
        mine = self.at_the_door("door")
        mine._agree("Wang")
        self.finish(mine)
        mine.action_invoice()
        order = mine.sudo()
        with self.assertRaises(UserError):
            mine.action_invoice()
        # A second invoice, by an accountant, by RPC or by import.
        more = order.invoice_ids.copy({"gas_order_id": order.id})
        with self.assertRaises(ValidationError) as refusal:
            more.action_post()
        self.assertIn("60.00", str(refusal.exception))
        # A credit note makes room.
        order.invoice_ids.filtered(lambda m: m.state == "posted")._reverse_moves(
            [{"gas_order_id": order.id}], cancel=True
        )
        self.assertEqual(order.invoiced_amount, 0)
        more.action_post()
        self.assertEqual(order.invoiced_amount, 30)

    def test_head_of_station_gives_less_with_a_reason(self):
        mine = self.at_the_door("door", "work")
        with self.assertRaises(AccessError):
            mine.fee_ids[0].write({"head_price": 0, "head_reason": "poor"})
        head = self.role("station_head", self.east)
        mine.fee_ids[0].with_user(head).write({"head_price": 10, "head_reason": "poor"})
        self.assertEqual(mine.fee_amount, 60)
        # More than the schedule says, nobody takes.
        mine.fee_ids[0].with_user(head).write({"head_price": 99})
        self.assertEqual(mine.fee_amount, 80)

    def test_same_fault_again_is_free_within_the_window(self):
        with freeze_time("2026-11-01 02:00:00"):
            first = self.at_the_door("door")
            first._agree("Wang")
            self.finish(first)
        with freeze_time("2026-11-20 02:00:00"):
            again = self.make_order(
                fault_id=self._fault().id, reported_on=datetime(2026, 11, 20, 2)
            )
            self.assertEqual((again.first_order_id.id, again.is_free), (first.id, True))
            mine = self.at_the_door("door", "work", "hose", order=again)
            self.assertEqual(mine.fee_amount, 25.5)  # the part only
        with freeze_time("2026-12-02 02:00:00"):
            late = self.make_order(
                fault_id=self._fault().id, reported_on=datetime(2026, 12, 2, 2)
            )
            self.assertFalse(late.first_order_id)
        other = self.make_order(
            fault_id=self.env.ref("gas_workorder.fault_valve").id,
            reported_on=datetime(2026, 11, 20, 2),
        )
        self.assertFalse(other.is_free)

    def test_schedule_in_force_stays_as_it_is(self):
        with self.assertRaises(ValidationError):
            self.items["door"].with_user(self.finance).price = 99
        self.assertEqual(self.items["door"].price, 30)
        with self.assertRaises(AccessError):
            self.items["door"].with_user(self.dispatcher).price = 0
        item = self.items["hose"].with_user(self.finance)
        with self.assertRaises(ValidationError):
            item.unlink()
        other = self.schedule.with_user(self.finance).copy(
            {"date_from": date(2028, 1, 1)}
        )
        for moved, to in ((item, other), (other.item_ids[0], self.schedule)):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                moved.schedule_id = to
        mine = self.at_the_door("door")
        with self.assertRaises(AccessError):
            mine.fee_ids = [
                (0, 0, {"item_id": item.id, "head_price": 0, "head_reason": "x"})
            ]
        with self.assertRaises(UserError):
            mine.fee_ids[0].price = 0
        with self.assertRaises(UserError):
            self.schedule.with_user(self.finance).action_draft()
        own = self.schedule.with_user(self.finance).copy(
            {"date_from": date(2027, 1, 1)}
        )
        with self.assertRaises(UserError):
            own.action_approve()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            own.with_user(self.role("finance")).action_approve()
            self.env.flush_all()

    def test_order_takes_the_schedule_of_its_day(self):
        old = self.make_order(reported_on=datetime(2025, 12, 31, 2))
        self.assertFalse(old.fee_schedule_id & self.schedule)
        with self.assertRaises(UserError):
            old.fee_ids = [(0, 0, {"item_id": self.items["door"].id})]
        # Midnight is that of the company's clock.
        new = self.make_order(
            reported_on=datetime(2026, 1, 1) - timedelta(hours=7, minutes=59)
        )
        self.assertEqual(new.fee_schedule_id, self.schedule)
