from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import OrderCase


@tagged("post_install", "-at_install")
class TestBoardTour(HttpCase, OrderCase):
    """D01, D02: in Chromium, in Chinese, as the dispatcher at the wall."""

    def test_emergency_of_a_colleague_comes_to_the_board_by_itself(self):
        """Entered by an agent elsewhere, told by the bus, and a crew is sent."""
        self.route_leaks_alike()
        agent = self.role("agent", self.east)
        agent.login = "gas_board_agent"
        agent.password = "gas_board_agent"
        self.dispatcher.lang = "zh_CN"
        repair = self.make_order("repair", fault="no flame")
        self.household.name = "GASBOARD01"
        # The agent comes in by the old door, the one that takes a name and a password.
        with mute_logger("odoo.addons.rpc.controllers.jsonrpc"):
            self.start_tour(
                "/odoo/action-gas_workorder.board_action",
                "gas_dispatch_board",
                login=self.dispatcher.login,
            )
        emergency = self.env["fsm.order"].search(
            [("contract_id", "=", self.household.id), ("code", "=", "emergency_indoor")]
        )
        self.assertRecordValues(
            emergency,
            [{"create_uid": agent.id, "state": "dispatched", "team_id": self.near.id}],
        )
        self.assertEqual(repair.state, "new")
