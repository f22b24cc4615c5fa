from odoo.tests import tagged

from odoo.addons.gas_customer.tests.audit import AuditCase

from .common import OrderCase


@tagged("post_install", "-at_install")
class TestGasAuditOrders(AuditCase, OrderCase):
    """G04: each rule of the work on site is seen to find what breaks it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.make_order("emergency")
        cls.fill_in(cls.order)
        cls.order._dispatch(cls.near, reason="test")
        for state in ("accepted", "on_way", "on_site", "working", "done"):
            cls.order.sudo()._move_to(state)

    def test_nothing_is_wrong_with_what_was_done(self):
        self.assertEqual(self.env["gas.audit"]._broken(), {})

    def test_finished_without_its_checks(self):
        lines = self.order.check_line_ids.filtered("required")
        self.break_fact(
            "UPDATE gas_order_check_line SET is_done = FALSE WHERE id = %s", lines[0].id
        )
        self.assertFound("order_checks", self.order)

    def test_finished_with_too_much_gas_in_the_air(self):
        line = self.order.check_line_ids.filtered("has_limits")[0]
        self.break_fact(
            "UPDATE gas_order_check_line SET reading = highest + 1 WHERE id = %s",
            line.id,
        )
        self.assertFound("order_checks", self.order)

    def test_times_that_run_backwards(self):
        self.assertBroken("order_times", self.order, "arrived_on = '2026-01-01'")

    def test_crew_at_two_emergencies(self):
        orders = self.env["fsm.order"]
        for _number in range(2):
            orders |= self.make_order("emergency", contract_id=self.make_household().id)
        self.assertNotIn(("fsm.team", self.near.id), self.offenders("crew_busy"))
        self.break_fact(
            "UPDATE fsm_order SET state = 'accepted', team_id = %s WHERE id = ANY(%s)",
            self.near.id,
            orders.ids,
        )
        self.assertFound("crew_busy", self.near)

    def test_gas_that_is_off_for_no_reason(self):
        self.assertBroken("gas_off", self.household, "state = 'suspended'")

    def test_stop_that_nobody_ends(self):
        stop = self.env["gas.supply.stop"].create(
            {"contract_id": self.household.id, "reason": "hazard"}
        )
        self.assertBroken("gas_off", stop, "state = 'stopped'")

    def test_payment_that_nobody_agreed_to(self):
        self.assertBroken("order_agreed", self.order, "agreed_amount = 5")
