from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.gas_workorder.tests.common import OrderCase


@tagged("post_install", "-at_install")
class TestGasClaim(OrderCase):
    """D22: what comes after the work: the call to the customer, and claims."""

    def _claim(self, **vals):
        return (
            self.env["gas.claim"]
            .with_user(self.dispatcher)
            .create(
                {
                    "contract_id": self.household.id,
                    "damage": "灶具面板破裂",
                    "claimed_amount": 800,
                    **vals,
                }
            )
        )

    def test_answer_is_due_and_decided_by_another(self):
        claim = self._claim()
        policy = self.env.ref("gas_incident.policy_claim_answer")
        self.assertTrue(
            claim.promise_ids.filtered(lambda p: p.policy_id == policy).is_open
        )
        with self.assertRaises(UserError):
            claim.action_assess()
        claim.write({"findings": "属实", "amount": 500, "answer": "赔付五百元"})
        with self.assertRaises(UserError):
            claim.action_assess()
        self.assertEqual(claim.state, "new", "who raised it does not assess it")
        assessed = claim.with_user(self.role("dispatcher"))
        assessed.action_assess()
        with self.assertRaises(UserError):
            assessed.action_agree()
        self.assertEqual((claim.state, claim.answered_on), ("assessed", False))
        with self.assertRaises(UserError):
            claim.amount = 9000
        self.assertEqual(claim.amount, 500)
        claim.with_user(self.role("station_head")).action_agree()
        self.assertTrue(claim.answered_on)

    def test_bill_is_made_once_and_paid_before_the_claim_is(self):
        claim = self._claim(findings="属实", amount=500, answer="赔付")
        claim.with_user(self.role("dispatcher")).action_assess()
        claim.with_user(self.role("station_head")).action_agree()
        finance = claim.with_user(self.role("finance"))
        finance.action_bill()
        bill = finance.move_id
        finance.action_bill()
        self.assertEqual(finance.move_id, bill)
        self.assertRecordValues(
            bill,
            [
                {
                    "move_type": "in_invoice",
                    "state": "draft",
                    "amount_total": 500.0,
                    "partner_id": self.household.partner_id.id,
                    "ref": claim.name,
                }
            ],
        )
        with self.assertRaises(UserError):
            finance.action_paid()
        self.assertEqual(claim.state, "agreed")

    def test_nothing_is_paid_before_it_is_agreed(self):
        claim = self._claim(amount=500)
        with self.assertRaises(UserError):
            claim.with_user(self.role("finance")).action_bill()
        self.assertFalse(claim.move_id)

    def test_other_station_sees_no_claim(self):
        claim = self._claim()
        with self.assertRaises(AccessError):
            claim.with_user(self.role("agent", self.west)).read(["damage"])


@tagged("post_install", "-at_install")
class TestFollowUp(OrderCase):
    """D22: some days after a repair the customer is asked whether it holds."""

    def _done(self, code="repair"):
        order = self.make_order(
            code, fault_id=self.env["gas.fault"].search([], limit=1).id
        )
        self.fill_in(order)
        for state in ("dispatched", "accepted", "on_way", "on_site", "working"):
            order.sudo().write({"state": state})
        order.sudo()._move_to("done")
        return order

    def _visits_after(self, order):
        return order.search([("first_order_id", "=", order.id)])

    def test_repairs_are_followed_up_after_three_days(self):
        order = self._done()
        done = order.company_id._promise_local(order.done_on).date()
        self.assertEqual(order.follow_up_due_on, done + timedelta(3))
        self.assertFalse(self._done("ignition").follow_up_due_on)

    def _call(self, order, **answers):
        dialog = (
            self.env["gas.order.follow.up"]
            .with_user(self.dispatcher)
            .create({"order_id": order.id, **answers})
        )
        return dialog.action_confirm()

    def test_good_answer_ends_it(self):
        order = self._done()
        for answers in ({}, {"smells": "no"}):
            with self.assertRaisesRegex(UserError, "smells of gas"):
                self._call(order, **answers)
        self.assertFalse(order.followed_up_on)
        self._call(order, smells="no", holds="yes")
        self.assertEqual(order.followed_up_by_id, self.dispatcher)
        self.assertEqual(order.follow_up_result, "good")
        with self.assertRaisesRegex(UserError, "has called already"):
            self._call(order, smells="no", holds="yes")
        self.assertFalse(self._visits_after(order))

    def test_who_was_not_reached_is_called_again(self):
        order = self._done()
        self._call(order, is_reached="no")
        self.assertRecordValues(
            order, [{"follow_up_result": "unreachable", "followed_up_on": False}]
        )
        self._call(order, smells="no", holds="yes")
        self.assertTrue(order.followed_up_on)

    def test_smell_of_gas_is_a_leak_at_once(self):
        """No ordinary visit some day: a crew is on its way in five minutes."""
        order = self._done()
        before = order.search([])
        self._call(order, smells="yes", words="还是有一点气味")
        leak = order.search([]) - before
        self.assertRecordValues(
            leak,
            [
                {
                    "code": "emergency_indoor",
                    "urgency": "emergency",
                    "contract_id": order.contract_id.id,
                    "fault": "还是有一点气味",
                    "reporter_phone": order.follow_up_phone,
                    "state": "new",
                }
            ],
        )
        self.assertTrue(leak.promise_ids.filtered("is_open"))
        self.assertFalse(self._visits_after(order), "it is no repeated repair")

    def test_problem_orders_a_free_visit_that_counts_against_the_first(self):
        order = self._done()
        before = fields.Datetime.now()
        self._call(order, smells="no", holds="no", words="又漏了")
        self.assertRecordValues(
            self._visits_after(order),
            [
                {
                    "code": "reservice",
                    "contract_id": self.household.id,
                    "fault": "又漏了",
                    "is_free": True,
                    "state": "new",
                }
            ],
        )
        self.assertGreaterEqual(order.followed_up_on, before)
        self.assertLessEqual(order.followed_up_on, fields.Datetime.now())
