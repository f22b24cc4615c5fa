from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import PeopleCase


@tagged("post_install", "-at_install")
class TestGasPart(PeopleCase):
    """D20, D27: spare parts by station, what orders took, and what is short."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hose, cls.valve = cls.env["gas.part"].create(
            [
                {"code": "T1", "name": "Hose", "unit": "m", "minimum": 5},
                {"code": "T2", "name": "Valve", "unit": "pcs"},
            ]
        )

    def _enter(self, kind, quantity, part=None, user=None, **vals):
        if "order_id" not in vals:
            vals.setdefault("station_id", self.east.id)
        return (
            self.env["gas.part.move"]
            .with_user(user or self.head)
            .create(
                {
                    "part_id": (part or self.hose).id,
                    "kind": kind,
                    "quantity": quantity,
                    **vals,
                }
            )
        )

    def _stock(self, part=None, station=None):
        self.env.invalidate_all()
        row = self.env["gas.part.stock"].search(
            [
                ("part_id", "=", (part or self.hose).id),
                ("station_id", "=", (station or self.east).id),
            ]
        )
        return row and (row.quantity, row.is_short)

    def test_stock_is_the_sum_of_its_entries(self):
        self._enter("received", 10)
        self._enter("used", 3)
        self._enter("returned", 1)
        self.assertEqual(self._stock(), (8, False))
        count = self._enter("counted", 4)
        self.assertEqual((count.change, count.create_uid), (-4, self.head))
        self.assertEqual(self._stock(), (4, True))

    def test_what_a_station_should_have_and_never_had_is_short(self):
        self.assertEqual(self._stock(station=self.west), (0, True))
        self.assertFalse(self._stock(self.valve))
        short = self.env["gas.part.stock"].search(
            [("is_short", "=", True), ("part_id", "=", self.hose.id)]
        )
        self.assertLessEqual(self.east + self.west, short.station_id)

    def test_entries_made_together_count_one_after_the_other(self):
        moves = self.env["gas.part.move"].create(
            [
                {
                    "part_id": self.valve.id,
                    "station_id": self.east.id,
                    "kind": kind,
                    "quantity": quantity,
                }
                for kind, quantity in (("received", 2), ("used", 5), ("counted", 1))
            ]
        )
        self.assertEqual(moves.mapped("change"), [2, -5, 4])
        self.assertEqual(self._stock(self.valve), (1, False))

    def test_more_than_is_there_is_said_and_noted(self):
        self._enter("received", 2)
        form = Form(self.env["gas.part.move"].with_user(self.head))
        form.part_id = self.hose
        form.station_id = self.east
        with self.assertLogs("odoo.tests.form.onchange", "WARNING") as said:
            form.quantity = 3
        taken = form.save()
        for words in (said.output[0], taken.shortage):
            self.assertIn("T1 Hose: East has 2 m, and 3 are taken", words)
        self.assertEqual(self._stock(), (-1, True))
        self.assertFalse(self._enter("received", 9).shortage)
        self.assertFalse(self._enter("used", 8).shortage)

    def test_entry_never_changes_and_is_taken_back_once(self):
        self._enter("received", 10)
        move = self._enter("used", 3)
        for refused in (
            lambda: move.write({"quantity": 1}),
            lambda: move.sudo().write({"note": "x"}),
            lambda: move.sudo().unlink(),
        ):
            with self.assertRaises(UserError):
                refused()
        move.action_take_back()
        self.assertRecordValues(
            move.reversed_by_ids, [{"kind": "used", "quantity": -3, "change": 3}]
        )
        self.assertEqual(self._stock(), (10, False))
        with self.assertRaises(UserError):
            move.reversed_by_ids.action_take_back()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            move.action_take_back()

    def test_count_is_taken_back_by_what_it_changed(self):
        self._enter("received", 10)
        count = self._enter("counted", 0)
        self._enter("received", 2)
        count.action_take_back()
        self.assertEqual(self._stock(), (12, False))

    def test_nothing_negative_is_entered_by_hand(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._enter("used", -3)
        self.assertEqual(self._stock(), (0, True))

    def test_nobody_says_himself_what_an_entry_changes(self):
        for vals in ({"change": 100}, {"shortage": "no"}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self._enter("used", 1, self.valve, **vals)
        move = self._enter("used", 1, self.valve)
        self.assertEqual(move.change, -1)
        self.assertIn("T2 Valve", move.shortage)

    # On an order

    def test_crew_enters_what_its_order_took(self):
        self._enter("received", 10)
        order = self.make_order()
        order._dispatch(self.station_crew, reason="test")
        mine = order.with_user(self.user)
        mine.write(
            {
                "part_move_ids": [
                    Command.create({"part_id": self.hose.id, "quantity": 2})
                ]
            }
        )
        self.assertRecordValues(
            mine.part_move_ids,
            [
                {
                    "station_id": self.east.id,
                    "kind": "used",
                    "change": -2,
                    "create_uid": self.user.id,
                }
            ],
        )
        self.assertEqual(self._stock(), (8, False))
        with self.assertRaises(UserError):
            mine.write({"part_move_ids": [Command.delete(mine.part_move_ids.id)]})
        mine.part_move_ids.action_take_back()
        self.assertEqual(self._stock(), (10, False))

    def test_crew_of_the_company_takes_from_the_station_of_the_place(self):
        order = self.make_order()
        order._dispatch(self.near, reason="test")
        move = self._enter("used", 1, order_id=order.id)
        self.assertEqual(move.station_id, self.east)

    def test_technician_sees_and_enters_parts_of_his_orders_only(self):
        others = self.make_order()
        others._dispatch(self.near, reason="test")
        foreign = self._enter("used", 1, order_id=others.id)
        technician = self.role("technician", self.east)
        for refused in (
            lambda: self._enter("used", 1, user=technician, order_id=others.id),
            lambda: self._enter("used", 1, user=technician),
            lambda: foreign.with_user(technician).read(["change"]),
            lambda: (
                self.env["gas.part"]
                .with_user(technician)
                .create({"code": "T3", "name": "x"})
            ),
        ):
            with self.assertRaises(AccessError):
                refused()
        self.assertEqual(self._stock(), (-1, True))

    def test_stations_see_their_own_store(self):
        self._enter("received", 10)
        stock = self.env["gas.part.stock"].with_user(self.head_west)
        self.assertEqual(
            stock.search([("part_id", "=", self.hose.id)]).station_id, self.west
        )
        with self.assertRaises(AccessError):
            self._enter("received", 1, user=self.head_west)
