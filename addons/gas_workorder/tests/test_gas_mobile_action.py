from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.gas_mobile.tests.phone import picture

from .crew import CrewCase

NOW = datetime(2026, 11, 23, 2)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestGasMobileAction(CrewCase):
    """D34: what crews do by telephone; ``gas_test_mobile`` tests the numbering."""

    def setUp(self):
        super().setUp()
        self.send_earlier(self.order, NOW)
        self.actions = self.env["gas.mobile.action"].with_user(self.user)

    def _sent(self, uuid):
        return self.env["gas.mobile.action"].search([("uuid", "=", uuid)])

    def test_afternoon_without_signal_arrives_at_once(self):
        checks = self.order.check_line_ids
        minutes = iter(range(58, 0, -1))

        def done(kind, data=None):
            when = NOW - timedelta(minutes=next(minutes))
            return self.sent(kind, data, when.strftime("%Y-%m-%d %H:%M:%S"))

        def checked(phase):
            lines = checks.filtered(lambda line: line.phase == phase)
            return [
                done("check", {"line_id": line.id, "is_done": True}) for line in lines
            ]

        hose = {"item_id": self.items["hose"].id, "quantity": 1}
        sent = [
            done("accept"),
            done("depart", {"position": self.far_off}),
            done("arrive", {"position": self.here}),
            *checked("door"),
            done("photo", {"phase": "fault", "image": picture()}),
            done("diagnose", {"fault_id": self.fault.id, "cause": "hose worn"}),
            done("quote", {"fees": [hose]}),
            done(
                "agree",
                {"name": "Wang", "signature": picture(), "minutes": 30, "amount": 25},
            ),
            *checked("site"),
            done("start"),
            done("note", {"values": {"method": "new hose"}}),
            *checked("after"),
            done("checked"),
            done("sign", {"name": "Wang", "signature": picture(), "rating": 4}),
            done("invoice"),
            done("done"),
        ]
        answers = self.actions._receive(sent)
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
        self.assertEqual(self.actions._receive(sent), answers)
        self.assertEqual(len(self.order.photo_ids), 1)
        self.assertEqual(len(self.order.sudo().invoice_ids), 1)
        self.assertEqual(len(self.order.message_ids), messages)
        self.assertEqual(len(self.order.mobile_action_ids), len(sent))

    def test_refusal_is_kept_and_what_follows_is_tried(self):
        too_early, accept = self.sent("depart"), self.sent("accept")
        answers = self.actions._receive([too_early, accept])
        self.assertEqual([answer["state"] for answer in answers], ["refused", "done"])
        self.assertIn("cannot become", answers[0]["words"])
        self.assertEqual(
            (self.order.state, self.order.departed_on), ("accepted", False)
        )
        # The answer stays what it was, though it could be done now.
        self.assertEqual(self.actions._receive([too_early]), answers[:1])
        self.assertEqual(self.order.state, "accepted")
        self.assertEqual(self._sent(too_early["uuid"]).refusal, answers[0]["words"])

    @mute_logger("odoo.sql_db")
    def test_what_is_gone_is_refused_and_keeps_nothing_waiting(self):
        self.mine._accept()
        gone = self.sent("quote", {"fees": [{"item_id": 0, "quantity": 1}]})
        answers = self.actions._receive([gone, self.sent("depart")])
        self.assertEqual([answer["state"] for answer in answers], ["refused", "done"])
        self.assertFalse(self.order.fee_ids)

    # Whose

    def test_other_orders_are_refused(self):
        others = self.make_order()
        others._dispatch(self.near, reason="test")
        line = others.check_line_ids[0]
        stolen = [
            self.sent("accept", order=others),
            self.sent("photo", {"phase": "fault", "image": picture()}, order=others),
            # A point of another order, sent for one's own.
            self.sent("check", {"line_id": line.id, "is_done": True}),
        ]
        missing = {**self.sent("accept"), "res_id": others.id + 1000}
        answers = self.actions._receive([*stolen, missing])
        self.assertEqual({answer["state"] for answer in answers}, {"refused"})
        self.assertIn("not sent to this order", answers[0]["words"])
        self.assertNotIn(others.name, answers[0]["words"])
        self.assertEqual((others.state, others.photo_ids.ids), ("dispatched", []))
        self.assertFalse(line.is_done)

    def test_crew_that_was_taken_off_is_refused(self):
        self.order._hand_over("another crew is nearer")
        (answer,) = self.actions._receive([self.sent("accept")])
        self.assertIn("Call the dispatcher", answer["words"])
        self.assertEqual(self.order.state, "new")

    def test_actions_are_read_by_sender_and_station_and_written_by_nobody(self):
        self.actions._receive([self.sent("accept")])
        action = self.order.mobile_action_ids
        on_order = [("order_id", "=", self.order.id)]
        for user in (self.user, self.dispatcher):
            action.with_user(user).read(["kind"])
            self.assertEqual(action.with_user(user).search(on_order), action)
        for user in (self.stranger, self.role("station_head", self.west)):
            self.assertFalse(action.with_user(user).search(on_order))
            with self.assertRaises(AccessError):
                action.with_user(user).read(["kind"])
        for user in (self.user, self.dispatcher):
            with self.assertRaises(AccessError):
                action.with_user(user).write({"state": "refused"})
            with self.assertRaises(AccessError):
                action.with_user(user).unlink()
        self.assertEqual(action.state, "done")

    def test_two_of_a_crew_work_on_one_order(self):
        """D25: either of them enters what comes next."""
        other = (self.station_crew.member_ids - self.station_crew.leader_id)[0]
        theirs = self.env["gas.mobile.action"].with_user(other.employee_id.user_id)
        self.actions._receive([self.sent("accept")])
        (answer,) = theirs._receive([self.sent("depart", {"position": self.far_off})])
        self.assertEqual((answer["state"], self.order.state), ("done", "on_way"))
