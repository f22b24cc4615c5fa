"""What tests of crews and their telephones share."""

import itertools
from datetime import timedelta

from .common import OrderCase


class CrewCase(OrderCase):
    """A repair that the crew of the station was sent to, and a schedule of fees."""

    _uuids = itertools.count(1)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.schedule = cls.make_fee_schedule(cls.env.user, door=30, hose=25)
        cls.items = {item.code: item for item in cls.schedule.item_ids}
        cls.fault = cls.env.ref("gas_workorder.fault_hose")
        cls.user = cls.worker_of(cls.station_crew)
        cls.stranger = cls.worker_of(cls.near)
        cls.order = cls.make_order(user=cls.env.user, fault="no flame")
        cls.order._dispatch(cls.station_crew, reason="test")
        cls.mine = cls.order.with_user(cls.user)
        cls.here = {"latitude": 22.8171, "longitude": 108.3665, "accuracy": 8}
        cls.far_off = {"latitude": 22.8260, "longitude": 108.3665, "accuracy": 20}

    def send_earlier(self, order, now):
        """Let ``order`` have been reported, and its crew sent, an hour before."""
        order.reported_on = now - timedelta(hours=1)
        sent = {"dispatched_on": now - timedelta(minutes=59)}
        order._write_as_server(sent)
        order.visit_id._write_as_server(sent)

    def check_all(self, order, *phases):
        order._check_lines(phases).is_done = True

    def sent(self, kind, data=None, done_on="2026-11-23 02:00:00", order=None):
        """Return an action as a telephone sends it."""
        return {
            "uuid": f"action-{next(self._uuids)}",
            "res_model": "fsm.order",
            "res_id": (order or self.order).id,
            "kind": kind,
            "done_on": done_on,
            "data": data or {},
        }
