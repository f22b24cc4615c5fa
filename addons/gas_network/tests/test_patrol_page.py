from odoo.tests import tagged

from odoo.addons.gas_workorder.tests.crew_phone import CrewPageCase


@tagged("post_install", "-at_install")
class TestPatrolPage(CrewPageCase):
    """D30: a round over the network, on the telephone of a crew."""

    def test_round_from_point_to_point(self):
        """Each point is in order or not; what is not is ordered at once."""
        plan = self.env["gas.patrol.plan"].create(
            {
                "name": "Bridges",
                "station_id": self.east.id,
                "team_id": self.station_crew.id,
                "point_ids": [(0, 0, {"name": name}) for name in ("V-1", "V-2")],
            }
        )
        order = plan._make_orders()
        with self.phone_of_crew() as phone:
            phone.tap("Bridges")
            phone.see("On the Round")
            phone.see("2 to check")
            for step in ("Accept the Order", "Set Out", "I Am Here", "Begin the Work"):
                phone.big(step)
            phone.big("Points of the Round")
            phone.see("2 points are open")
            phone.tap_nth(".gas_fine", 0)
            phone.tap_nth(".gas_faulty", 1)
            phone.see("Gas escapes?")
            phone.see("1 points are open")
            phone.fill(".gas_outside input", "Lid is broken")
            phone.big("Checked")
            phone.big("Enter What Was Done")
            phone.fill("textarea", "Round done")
            phone.big("Confirm")
            phone.big("Finish the Order")
            phone.see("Over Today")
            phone.sent()
        self.assertEqual(order.state, "done")
        first, second = order.check_line_ids
        self.assertRecordValues(
            first | second,
            [
                {"is_done": True, "is_faulty": False, "words": False},
                {"is_done": True, "is_faulty": True, "words": "Lid is broken"},
            ],
        )
        self.assertFalse(first.found_order_id)
        self.assertEqual(second.found_order_id.fault, "Lid is broken")
