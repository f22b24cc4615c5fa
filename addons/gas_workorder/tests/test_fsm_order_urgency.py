from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import OrderCase


@tagged("post_install", "-at_install")
class TestFsmOrderUrgency(OrderCase):
    """D37: which of two orders comes first."""

    def test_points_of_kind_household_and_calls(self):
        order = self.make_order("repair")
        self.assertEqual(order.urgency_points, 400)
        self.household.protection = "old_alone"
        self.assertEqual(order.urgency_points, 550)
        order.action_urge()
        self.assertEqual((order.urge_count, order.urgency_points), (1, 600))
        self.assertEqual(self.make_order("emergency_indoor").urgency_points, 1250)

    def test_list_shows_the_most_urgent_first(self):
        normal = self.make_order("ignition")
        urgent = self.make_order("repair")
        emergency = self.make_order("emergency")
        called_again = self.make_order("repair")
        called_again.action_urge()
        orders = normal + urgent + emergency + called_again
        self.assertEqual(
            self.env["fsm.order"].search([("id", "in", orders.ids)]),
            emergency + called_again + urgent + normal,
        )

    def test_what_is_over_is_not_urged(self):
        order = self.make_order("repair")
        order._cancel("wrong call")
        with self.assertRaises(UserError):
            order.action_urge()
        self.assertEqual(order.urge_count, 0)

    def test_reader_urges_nothing(self):
        order = self.make_order("repair")
        with self.assertRaises(AccessError):
            order.with_user(self.role("reader")).action_urge()
        self.assertEqual(order.urge_count, 0)
