"""Two dispatchers give one crew to two emergencies at the same second. (D01, D05)

A real server with two workers, two people on JSON-2, and what is committed afterwards.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from server import Refused

ROUNDS = 5
# Odoo says so of the second one before it runs it again: the other was just committed.
SECOND_BEGINS_ANEW = 'bad query: b\'SELECT "fsm_team"."id" FROM "fsm_team"'


@pytest.fixture(scope="module")
def board(people):
    return Board(people)


class Board:
    def __init__(self, people):
        self.administrator = people["guanli"]
        self.dispatchers = [people["diaodu"], people["zhanzhang"]]
        (self.crew,) = self.search("fsm.team", ("name", "=", "抢险一班"))
        (self.kind,) = self.search("fsm.order.type", ("code", "=", "emergency"))
        # Both of the station that both may send crews to.
        self.places = self.search("gas.area", ("name", "in", ("锦绣花园", "湖滨新村")))

    def search(self, model, *domain):
        return self.administrator.call(model, "search", domain=list(domain))

    def new_order(self, place):
        (order,) = self.dispatchers[0].call(
            "fsm.order",
            "create",
            vals_list=[{"type": self.kind, "area_id": place, "address": "路口"}],
        )
        return order

    def send(self, dispatcher, order):
        """Send the crew by the wizard; return None, or why not."""
        try:
            (wizard,) = dispatcher.call(
                "gas.order.dispatch",
                "create",
                vals_list=[
                    {"order_id": order, "team_id": self.crew, "reason": "熟悉现场"}
                ],
            )
            dispatcher.call("gas.order.dispatch", "action_dispatch", ids=[wizard])
        except Refused as refusal:
            return str(refusal)

    def sent(self, orders):
        return self.administrator.call(
            "fsm.order",
            "search",
            domain=[["id", "in", orders], ["team_id", "=", self.crew]],
        )

    def cancel(self, order):
        (wizard,) = self.dispatchers[0].call(
            "gas.order.decide",
            "create",
            vals_list=[{"order_id": order, "decision": "cancel", "reason": "演练结束"}],
        )
        self.dispatchers[0].call("gas.order.decide", "action_confirm", ids=[wizard])


def test_one_wins_and_the_other_is_told(board, server):
    for _round in range(ROUNDS):
        orders = [board.new_order(place) for place in board.places]
        with ThreadPoolExecutor(2) as both:
            answers = list(both.map(board.send, board.dispatchers, orders))
        won = [order for order, said in zip(orders, answers, strict=True) if not said]
        assert len(won) == 1, answers
        assert board.sent(orders) == won
        (refusal,) = filter(None, answers)
        assert "抢险一班" in refusal
        for order in orders:
            board.cancel(order)
    expected = ("odoo.http: ", "odoo.service.model: ", SECOND_BEGINS_ANEW)
    assert server.bad_lines(*expected) == []
