import json
from datetime import datetime, timedelta
from unittest.mock import MagicMock, patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import OrderCase


class BoardCase(OrderCase):
    def board(self, user=None, **choice):
        orders = self.env["fsm.order"].with_user(user or self.dispatcher)
        return orders.board_data(**choice)

    def shown(self, zone, user=None, **choice):
        return [card["id"] for card in self.board(user, **choice)[zone]]


@tagged("post_install", "-at_install")
class TestBoardData(BoardCase):
    """D01–D03, D37: what waits, what runs, who is free."""

    def test_emergency_waits_with_its_next_limit(self):
        with freeze_time("2026-11-23 02:00:00"):
            order = self.make_order(
                "emergency",
                reported_on=datetime(2026, 11, 23, 2),
                fault="digger hit the pipe",
            )
        with freeze_time("2026-11-23 02:03:00"):
            data = self.board()
        (card,) = [card for card in data["waiting"] if card["id"] == order.id]
        limit = self.env.ref("gas_workorder.policy_emergency_departure")
        self.assertEqual(data["now"], "2026-11-23 02:03:00")
        self.assertEqual(
            {name: card[name] for name in ("deadline", "limit", "fault", "team")},
            {
                "deadline": "2026-11-23 02:05:00",
                "limit": limit.name,
                "fault": "digger hit the pipe",
                "team": False,
            },
        )
        # 1000 for an emergency, 200 for the network, and the limit is two minutes off.
        self.assertEqual(card["points"], 1200 + 197)

    def test_order_goes_through_the_zones(self):
        order = self.make_order("repair")
        self.assertIn(order.id, self.shown("waiting"))
        order._dispatch(self.station_crew, reason="test")
        self.assertNotIn(order.id, self.shown("waiting"))
        self.assertIn(order.id, self.shown("running"))
        order._fail("Nobody at home")
        (card,) = [c for c in self.board()["unfinished"] if c["id"] == order.id]
        self.assertEqual(card["reason"], "Nobody at home")
        self.assertIn(order.id, self.shown("waiting"))
        order._cancel("moved away")
        self.assertFalse(
            [
                zone
                for zone in ("waiting", "running", "unfinished")
                if order.id in self.shown(zone)
            ]
        )

    def test_planned_for_another_day_waits_for_nobody(self):
        later = self.make_order(
            "ignition", scheduled_date_start=fields.Datetime.now() + timedelta(days=2)
        )
        missed = self.make_order(
            "ignition", scheduled_date_start=fields.Datetime.now() - timedelta(days=1)
        )
        self.assertNotIn(later.id, self.shown("waiting"))
        self.assertIn(missed.id, self.shown("waiting"))
        self.assertIn(missed.id, self.shown("unfinished"))

    def test_crews_free_busy_and_off_duty(self):
        order = self.make_order("emergency")
        order._dispatch(self.near, reason="test")
        self.make_order("repair")._dispatch(self.station_crew, reason="test")
        self.far.on_duty = False
        crews = {crew["id"]: crew for crew in self.board()["crews"]}
        near, far, station = (
            crews[team.id] for team in (self.near, self.far, self.station_crew)
        )
        self.assertEqual(
            (near["busy"]["name"], near["load"], near["position"]),
            (order.name, 1, [22.818, 108.3665]),
        )
        self.assertEqual((far["on_duty"], far["busy"]), (False, None))
        # It was sent, and has not begun: another may be given to it.
        self.assertEqual((station["busy"], station["load"]), (None, 1))
        self.assertFalse(station["position"])
        ids = [crew["id"] for crew in self.board()["crews"]]
        self.assertLess(ids.index(self.station_crew.id), ids.index(self.near.id))
        self.assertLess(ids.index(self.near.id), ids.index(self.far.id))

    def test_station_sees_its_own(self):
        order = self.make_order("emergency")
        here = self.role("station_head", self.east)
        elsewhere = self.role("station_head", self.west)
        self.assertIn(order.id, self.shown("waiting", here))
        self.assertNotIn(order.id, self.shown("waiting", elsewhere))
        data = self.board(elsewhere)
        self.assertEqual([each["id"] for each in data["stations"]], [self.west.id])
        crews = {crew["id"] for crew in data["crews"]}
        self.assertIn(self.near.id, crews)
        self.assertNotIn(self.station_crew.id, crews)

    def test_choices_leave_emergencies_in_sight(self):
        emergency, repair = self.make_order("emergency"), self.make_order("repair")
        found = self.shown("waiting", urgency="normal")
        self.assertIn(emergency.id, found)
        self.assertNotIn(repair.id, found)
        self.assertNotIn(emergency.id, self.shown("waiting", station_id=self.west.id))

    def test_who_sends_nobody_has_no_board(self):
        for role in ("technician", "reader", "cashier"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.board(self.role(role))
        for role in ("dispatcher", "agent", "station_head", "administrator"):
            with self.subTest(role=role):
                self.assertTrue(self.board(self.role(role))["stations"])

    def test_household_of_another_station_hides_no_card(self):
        """An order that was moved here is seen, with the mark of its household."""
        self.household.protection = "old_alone"
        order = self.make_order("repair")
        order._move_station(self.harbour, "other side of the river")
        user = self.role("station_head", self.west)
        (card,) = [c for c in self.board(user)["waiting"] if c["id"] == order.id]
        self.assertTrue(card["is_protected"])

    def test_full_board_costs_few_queries(self):
        """500 open orders and 50 crews."""
        households = [self.make_household() for _number in range(10)]
        orders = self.env["fsm.order"].create(
            [
                {
                    "type": self.kind(code).id,
                    "contract_id": households[number % 10].id,
                }
                for number in range(125)
                for code in ("emergency", "repair", "ignition", "meter_exchange")
            ]
        )
        crews = [self.make_crew("full", size=1) for _number in range(47)]
        for number, order in enumerate(orders[:200]):
            team = crews[number % 47]
            order._move_to("dispatched", team_id=team.id, person_id=team.leader_id.id)
        self.env.flush_all()
        self.board()  # rights and words are read once
        self.env.invalidate_all()
        with self.assertQueryCount(21):
            data = self.board()
        self.assertEqual(len(data["waiting"]), 200)
        self.assertGreaterEqual(data["waiting_count"], 300)
        self.assertEqual(len(data["running"]), 200)
        self.assertGreaterEqual(len(data["crews"]), 50)
        points = [(card["priority"], card["points"]) for card in data["waiting"]]
        self.assertEqual(points, sorted(points, reverse=True))


@tagged("post_install", "-at_install")
class TestBoardNews(BoardCase):
    """D01: boards hear of what concerns them, and of nothing else."""

    def _heard(self, station):
        """Return what is said to the boards of a station until now."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        channel = json.dumps(
            [self.env.cr.dbname, "gas.area", station.id, "gas_board"],
            separators=(",", ":"),
        )
        messages = self.env["bus.bus"].search([("channel", "=", channel)])
        found = [json.loads(message) for message in messages.mapped("message")]
        messages.unlink()
        return found

    def test_one_word_a_transaction_and_nothing_personal(self):
        self._heard(self.east), self._heard(self.west)
        for _number in range(3):
            self.make_order("emergency", fault="gas at Wang's")
        self.assertEqual(self._heard(self.east), [{"type": "gas_board", "payload": {}}])
        self.assertEqual(self._heard(self.west), [])

    def test_what_the_board_shows_is_news_and_the_rest_is_not(self):
        order = self.make_order("repair")
        self._heard(self.east)
        order.cause = "hose worn"
        self.assertFalse(self._heard(self.east))
        for change in (
            lambda: order.write({"priority": "3"}),
            lambda: order._dispatch(self.station_crew, reason="test"),
            lambda: order.action_accept(),
            lambda: order.action_urge(),
            lambda: order.promise_ids[:1].sudo()._update_clock(),
            lambda: self.station_crew.write({"on_duty": False}),
        ):
            change()
            self.assertEqual(len(self._heard(self.east)), 1)

    def test_crew_of_the_company_is_on_all_boards(self):
        self._heard(self.east), self._heard(self.west)
        self.near.on_duty = False
        self.assertTrue(self._heard(self.east) and self._heard(self.west))

    def test_user_listens_to_his_own_stations(self):
        def channels(user):
            request = MagicMock()
            request.session.uid = user.id
            websocket = self.env["ir.websocket"].with_user(user)
            with patch("odoo.addons.bus.models.ir_websocket.wsrequest", new=request):
                found = websocket._build_bus_channel_list(["gas_board"])
            # Others are of the add-ons below: records, pairs, words.
            found = [each for each in found if isinstance(each, (str, tuple))]
            self.assertFalse([each for each in found if each == "gas_board"])
            return {each for each in found if each[-1] == "gas_board"}

        head = self.role("station_head", self.west)
        self.assertEqual(channels(head), {(self.west, "gas_board")})
        self.assertFalse(channels(self.role("technician", self.west)))
        self.assertFalse(channels(self.role("reader", self.west)))
        everywhere = channels(self.role("administrator", self.east))
        self.assertLessEqual(
            {(self.west, "gas_board"), (self.east, "gas_board")}, everywhere
        )


@tagged("post_install", "-at_install")
class TestWrongStation(BoardCase):
    """D05: a call that was sent to the wrong station is corrected at once."""

    def test_moved_with_who_and_why(self):
        order = self.make_order("emergency")
        wizard = (
            self.env["gas.order.move"]
            .with_user(self.dispatcher)
            .create(
                {
                    "order_id": order.id,
                    "area_id": self.harbour.id,
                    "reason": "other side of the river",
                }
            )
        )
        wizard.action_move()
        self.assertEqual((order.station_id, order.state), (self.west, "new"))
        self.assertEqual(order.promise_ids.station_id, self.west)
        message = order.message_ids[0]
        self.assertEqual(message.author_id, self.dispatcher.partner_id)
        for part in ("East", "West", "other side of the river"):
            self.assertIn(part, message.body)
        self.assertIn(order.id, self.shown("waiting", self.role("agent", self.west)))
        self.assertNotIn(order.id, self.shown("waiting", self.role("agent", self.east)))

    def test_crew_that_was_sent_turns_back(self):
        order = self.make_order("emergency")
        order._dispatch(self.near, reason="test")
        mine = order.with_user(self.worker_of(self.near))
        mine.check_line_ids.is_done = True
        mine.action_accept()
        mine.action_depart()
        order._move_station(self.west, "too far")
        self.assertRecordValues(
            order,
            [
                {
                    "state": "new",
                    "person_id": False,
                    "unfinished_reason": "too far",
                    "station_id": self.west.id,
                }
            ],
        )
        self.assertFalse(self.near.busy_order_id)

    def test_who_gives_it_away_goes_back_to_his_list(self):
        head = self.role("station_head", self.east)
        order = self.make_order("repair", user=head)
        wizard = (
            self.env["gas.order.move"]
            .with_user(head)
            .create(
                {"order_id": order.id, "area_id": self.west.id, "reason": "not ours"}
            )
        )
        self.assertEqual(wizard.action_move()["target"], "main")
        self.assertFalse(order.with_user(head).has_access("read"))

    def test_same_station_is_refused(self):
        order = self.make_order("repair")
        with self.assertRaises(UserError):
            order._move_station(self.garden, "mistake")
        self.assertEqual(order.area_id, self.garden)

    def test_crew_on_site_stays(self):
        order = self.make_order("repair")
        order._dispatch(self.station_crew, reason="test")
        self.press(order, "accept", "depart", "arrive")
        with self.assertRaises(UserError):
            order._move_station(self.west, "late thought")
        self.assertEqual((order.state, order.station_id), ("on_site", self.east))

    def test_order_of_others_is_not_moved(self):
        order = self.make_order("repair")
        with self.assertRaises(AccessError):
            order.with_user(self.role("agent", self.west))._move_station(
                self.west, "mine"
            )
        self.assertEqual(order.station_id, self.east)
