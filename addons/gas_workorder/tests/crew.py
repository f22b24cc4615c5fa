"""What tests of crews and their telephones share."""

import itertools
from datetime import date

from .common import OrderCase


class CrewCase(OrderCase):
    """A repair that the crew of the station was sent to, and a schedule of fees."""

    _uuids = itertools.count(1)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company._gas_workorder_setup()
        cls.env["gas.fee.schedule"].search([]).date_to = date(2025, 12, 31)
        cls.schedule = cls.env["gas.fee.schedule"].create(
            {
                "name": "2026",
                "date_from": date(2026, 1, 1),
                "item_ids": [
                    (
                        0,
                        0,
                        {"code": "door", "name": "Door", "kind": "door", "price": 30},
                    ),
                    (
                        0,
                        0,
                        {"code": "hose", "name": "Hose", "kind": "part", "price": 25},
                    ),
                ],
            }
        )
        cls.schedule.with_user(cls.role("finance")).action_approve()
        cls.items = {item.code: item for item in cls.schedule.item_ids}
        cls.fault = cls.env.ref("gas_workorder.fault_hose")
        cls.user = cls.worker_of(cls.station_crew)
        cls.stranger = cls.worker_of(cls.near)
        cls.order = cls.make_order(user=cls.env.user, fault="no flame")
        cls.order._dispatch(cls.station_crew, reason="test")
        cls.mine = cls.order.with_user(cls.user)
        cls.here = {"latitude": 22.8171, "longitude": 108.3665, "accuracy": 8}
        cls.far_off = {"latitude": 22.8260, "longitude": 108.3665, "accuracy": 20}

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
