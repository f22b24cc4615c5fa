from odoo.tests import tagged

from odoo.addons.gas_workorder.tests.common import OrderCase


@tagged("post_install", "-at_install")
class TestOrderPipe(OrderCase):
    """D05, D09: an order in the street lies where its pipe lies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        nodes = cls.env["gas.network.node"].create(
            [
                {"code": f"O{cls._next()}", "latitude": 22.81, "longitude": 108.36},
                {"code": f"O{cls._next()}", "latitude": 22.83, "longitude": 108.38},
                {"code": f"O{cls._next()}"},
            ]
        )
        cls.placed, cls.half, cls.unplaced = cls.env["gas.pipe.section"].create(
            [
                {
                    "code": f"O{cls._next()}",
                    "node_from_id": start.id,
                    "node_to_id": end.id,
                }
                for start, end in (
                    (nodes[0], nodes[1]),
                    (nodes[0], nodes[2]),
                    (nodes[2], nodes[1]),
                )
            ]
        )

    def _in_the_street(self, section):
        return self.make_order(
            "emergency",
            contract_id=False,
            area_id=self.east.id,
            address="Corner",
            pipe_section_id=section.id,
        )

    def test_order_in_the_street_lies_on_its_pipe(self):
        order = self._in_the_street(self.placed)
        self.assertEqual((order.latitude, order.longitude), (22.82, 108.37))
        order.pipe_section_id = self.half
        self.assertEqual((order.latitude, order.longitude), (22.81, 108.36))
        first = order._candidates()[0]
        self.assertEqual(first.team, self.near)
        self.assertLess(first.metres, 2000)

    def test_building_says_the_pipe_and_the_better_position(self):
        premise = self.household.service_point_id.premise_id
        premise.pipe_section_id = self.placed
        order = self.make_order("emergency_indoor")
        self.assertEqual(order.pipe_section_id, self.placed)
        self.assertEqual(order.latitude, 22.8170)

    def test_what_a_patrol_finds_lies_on_the_pipe_that_it_checked(self):
        order = self.make_order("maintenance")
        line = (
            self.env["gas.order.check.line"]
            .sudo()
            .create(
                {
                    "order_id": order.id,
                    "phase": "round",
                    "name": "Pipe",
                    "answer": "state",
                    "section_id": self.placed.id,
                }
            )
        )
        line.write({"is_faulty": True, "words": "leaks"})
        self.assertEqual(line.found_order_id.pipe_section_id, self.placed)
