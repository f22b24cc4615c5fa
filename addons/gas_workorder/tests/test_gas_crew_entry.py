from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, ConcurrencyError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .crew import CrewCase, picture

NOW = datetime(2026, 11, 23, 2)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestGasCrewEntry(CrewCase):
    """D34: what a telephone sends is done once, or refused aloud."""

    def setUp(self):
        super().setUp()
        self.order.write(
            {
                "reported_on": NOW - timedelta(hours=1),
                "dispatched_on": NOW - timedelta(minutes=59),
            }
        )
        self.entries = self.env["gas.crew.entry"].with_user(self.user)

    def _sent(self, uuid):
        return self.env["gas.crew.entry"].search([("uuid", "=", uuid)])

    def test_every_action_has_its_name(self):
        kinds = dict(self.env["gas.crew.entry"]._fields["kind"].selection)
        self.assertEqual(set(kinds), set(self.env["fsm.order"]._CREW_ACTIONS))

    def test_afternoon_without_signal_arrives_at_once(self):
        checks = self.order.check_line_ids
        minutes = iter(range(58, 0, -1))

        def told(kind, data=None):
            when = NOW - timedelta(minutes=next(minutes))
            return self.told(kind, data, when.strftime("%Y-%m-%d %H:%M:%S"))

        def checked(phase):
            lines = checks.filtered(lambda line: line.phase == phase)
            return [
                told("check", {"line_id": line.id, "is_done": True}) for line in lines
            ]

        hose = {"item_id": self.items["hose"].id, "quantity": 1}
        sent = [
            told("accept"),
            told("depart", {"position": self.far_off}),
            told("arrive", {"position": self.here}),
            *checked("door"),
            told("photo", {"phase": "fault", "image": picture()}),
            told("diagnose", {"fault_id": self.fault.id, "cause": "hose worn"}),
            told("quote", {"fees": [hose]}),
            told(
                "agree",
                {"name": "Wang", "signature": picture(), "minutes": 30, "amount": 25},
            ),
            *checked("site"),
            told("start"),
            told("note", {"values": {"method": "new hose"}}),
            *checked("after"),
            told("checked"),
            told("sign", {"name": "Wang", "signature": picture(), "rating": 4}),
            told("invoice"),
            told("done"),
        ]
        answers = self.entries._take(sent)
        self.assertEqual({answer["state"] for answer in answers}, {"done"}, answers)
        self.assertEqual([a["uuid"] for a in answers], [e["uuid"] for e in sent])
        self.assertRecordValues(
            self.order,
            [
                {
                    "state": "done",
                    "accepted_on": NOW - timedelta(minutes=58),
                    "departed_on": NOW - timedelta(minutes=57),
                    "arrived_on": NOW - timedelta(minutes=56),
                    "agreed_amount": 25,
                    "invoiced_amount": 25,
                    "rating": "4",
                }
            ],
        )
        self.assertTrue(all(checks.mapped("is_done")))
        self.assertEqual(checks[0].done_on, NOW - timedelta(minutes=55))
        self.assertEqual(checks.done_by_id, self.user)
        # The telephone lost the answer, and sends all of it once more.
        messages = len(self.order.message_ids)
        self.assertEqual(self.entries._take(sent), answers)
        self.assertEqual(len(self.order.photo_ids), 1)
        self.assertEqual(len(self.order.sudo().invoice_ids), 1)
        self.assertEqual(len(self.order.message_ids), messages)
        self.assertEqual(len(self.order.crew_entry_ids), len(sent))

    def test_entry_keeps_who_when_and_what_and_no_more(self):
        entry = self.told("accept", done_on="2026-11-23 01:30:00")
        self.entries._take([entry])
        self.assertRecordValues(
            self._sent(entry["uuid"]),
            [
                {
                    "order_id": self.order.id,
                    "user_id": self.user.id,
                    "kind": "accept",
                    "done_on": NOW - timedelta(minutes=30),
                    "received_on": NOW,
                    "state": "done",
                    "refusal": False,
                }
            ],
        )

    def test_refusal_is_kept_and_what_follows_is_tried(self):
        too_early, accept = self.told("depart"), self.told("accept")
        answers = self.entries._take([too_early, accept])
        self.assertEqual([answer["state"] for answer in answers], ["refused", "done"])
        self.assertIn("cannot become", answers[0]["words"])
        self.assertEqual(
            (self.order.state, self.order.departed_on), ("accepted", False)
        )
        # The answer stays what it was, though it could be done now.
        self.assertEqual(self.entries._take([too_early]), answers[:1])
        self.assertEqual(self.order.state, "accepted")
        self.assertEqual(self._sent(too_early["uuid"]).refusal, answers[0]["words"])

    def test_refused_entry_leaves_nothing_behind(self):
        self.mine._accept()
        self.mine._depart()
        self.mine._arrive(self.here)
        told = self.told(
            "diagnose", {"fault_id": self.fault.id, "cause": "", "plan": "new hose"}
        )
        (answer,) = self.entries._take([told])
        self.assertEqual(answer["state"], "refused")
        self.assertRecordValues(
            self.order, [{"state": "on_site", "plan": False, "fault_id": False}]
        )

    def test_same_entry_twice_in_one_sending(self):
        photo = self.told("photo", {"phase": "before", "image": picture()})
        answers = self.entries._take([photo, photo])
        self.assertEqual(answers[0], answers[1])
        self.assertEqual(len(self.order.photo_ids), 1)

    def test_two_requests_at_once_do_it_once(self):
        """The second has not seen the first: the index sends it back to look again."""
        photo = self.told("photo", {"phase": "before", "image": picture()})
        self.entries._take([photo])
        blind = patch.object(type(self.entries), "_known", lambda self, uuids: {})
        with (
            blind,
            mute_logger("odoo.sql_db"),
            self.assertRaises(ConcurrencyError),
            self.env.cr.savepoint(),
        ):
            self.entries._take([photo])
        self.assertEqual(len(self.order.photo_ids), 1)
        self.assertEqual(len(self._sent(photo["uuid"])), 1)

    def test_page_older_than_the_server_is_told(self):
        for entry in (
            self.told("accept", {"unknown": 1}),
            self.told("unknown"),
            self.told("accept", ["no object"]),
        ):
            with self.subTest(entry=entry):
                (answer,) = self.entries._take([entry])
                self.assertEqual(answer["state"], "refused")
                self.assertIn("older", answer["words"])
        self.assertEqual(self.order.state, "dispatched")

    @mute_logger("odoo.sql_db")
    def test_what_is_gone_is_refused_and_keeps_nothing_waiting(self):
        self.mine._accept()
        gone = self.told("quote", {"fees": [{"item_id": 0, "quantity": 1}]})
        answers = self.entries._take([gone, self.told("depart")])
        self.assertEqual([answer["state"] for answer in answers], ["refused", "done"])
        self.assertFalse(self.order.fee_ids)

    # Whose

    def test_other_orders_are_refused(self):
        others = self.make_order()
        others._dispatch(self.near, reason="test")
        line = others.check_line_ids[0]
        stolen = [
            self.told("accept", order=others),
            self.told("photo", {"phase": "fault", "image": picture()}, order=others),
            # A point of another order, sent for one's own.
            self.told("check", {"line_id": line.id, "is_done": True}),
        ]
        missing = {**self.told("accept"), "order_id": others.id + 1000}
        answers = self.entries._take([*stolen, missing])
        self.assertEqual({answer["state"] for answer in answers}, {"refused"})
        self.assertIn("not sent to this order", answers[0]["words"])
        self.assertNotIn(others.name, answers[0]["words"])
        self.assertEqual((others.state, others.photo_ids.ids), ("dispatched", []))
        self.assertFalse(line.is_done)

    def test_crew_that_was_taken_off_is_told(self):
        self.order._hand_over("another crew is nearer")
        (answer,) = self.entries._take([self.told("accept")])
        self.assertIn("Call the dispatcher", answer["words"])
        self.assertEqual(self.order.state, "new")

    def test_answer_is_nobody_elses(self):
        refused = self.told("depart")
        words = self.entries._take([refused])[0]["words"]
        theirs = self.env["gas.crew.entry"].with_user(self.stranger)
        (answer,) = theirs._take([refused])
        self.assertEqual(answer["state"], "refused")
        self.assertNotEqual(answer["words"], words)
        self.assertEqual(self._sent(refused["uuid"]).user_id, self.user)

    def test_entries_are_read_by_sender_and_station_and_written_by_nobody(self):
        self.entries._take([self.told("accept")])
        entry = self.order.crew_entry_ids
        entry.with_user(self.user).read(["kind"])
        entry.with_user(self.dispatcher).read(["kind"])
        for user in (self.stranger, self.role("station_head", self.west)):
            with self.assertRaises(AccessError):
                entry.with_user(user).read(["kind"])
        for user in (self.user, self.dispatcher):
            with self.assertRaises(AccessError):
                entry.with_user(user).write({"state": "refused"})
            with self.assertRaises(AccessError):
                entry.with_user(user).unlink()
        self.assertEqual(entry.state, "done")

    def test_two_of_a_crew_work_on_one_order(self):
        """D25: either of them enters what comes next."""
        other = (self.station_crew.member_ids - self.station_crew.leader_id)[0]
        theirs = self.env["gas.crew.entry"].with_user(other.employee_id.user_id)
        self.entries._take([self.told("accept")])
        (answer,) = theirs._take([self.told("depart", {"position": self.far_off})])
        self.assertEqual((answer["state"], self.order.state), ("done", "on_way"))

    # What a telephone keeps

    def test_telephone_is_told_all_that_a_screen_shows(self):
        self.order.partner_id.phone = "13900000001"
        told = self.mine._crew_orders()
        (order,) = told["orders"]
        expected = {
            "id": self.order.id,
            "state": "dispatched",
            "address": self.order.address,
            "customer": self.order.partner_id.name,
            "household": self.household.name,
            "fee_schedule_id": self.schedule.id,
            "needs_agreement": True,
            "latitude": 22.8170,
        }
        self.assertEqual({name: order[name] for name in expected}, expected)
        self.assertIn(self.order.partner_id.phone, order["phones"])
        self.assertEqual(len(order["checks"]), len(self.order.check_line_ids))
        self.assertEqual(
            {fee["name"] for fee in told["fees"]}, {"Door", "Hose"}, "of its schedule"
        )
        arrival = next(p for p in order["promises"] if p["kept_by"] == "arrived_on")
        self.assertEqual(
            arrival["deadline"],
            self.order.promise_ids.filtered(
                lambda p: p.policy_id.code == "fault_arrival"
            ).deadline_at,
        )

    def test_telephone_is_told_of_today_and_of_nobody_elses(self):
        others = self.make_order()
        others._dispatch(self.near, reason="test")
        mine = self.make_order("patrol", contract_id=False, area_id=self.garden.id)
        mine._dispatch(self.station_crew, reason="test")
        mine.with_user(self.user)._accept()
        mine.with_user(self.user)._depart()
        mine.with_user(self.user)._arrive()
        mine.with_user(self.user)._start()
        mine.with_user(self.user)._note({"method": "walked"})
        mine.with_user(self.user)._finish()

        def ids():
            return {order["id"] for order in self.mine._crew_orders()["orders"]}

        self.assertEqual(ids(), {self.order.id, mine.id})
        with freeze_time(NOW + timedelta(hours=13)):  # 23:00 in China
            self.assertEqual(ids(), {self.order.id, mine.id})
        with freeze_time(NOW + timedelta(hours=14)):  # midnight
            self.assertEqual(ids(), {self.order.id})

    def test_telling_many_orders_costs_no_more_queries(self):
        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            count = len(self.mine._crew_orders()["orders"])
            return count, self.env.cr.sql_log_count - before

        self.mine._crew_orders()
        few = cost()
        for _number in range(19):
            household = self.make_household()
            order = self.make_order(contract_id=household.id)
            order._dispatch(self.station_crew, reason="test")
        many = cost()
        self.assertEqual((few[0], many[0]), (1, 20))
        self.assertLessEqual(many[1], few[1] + 5)
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            self.mine._crew_orders()
