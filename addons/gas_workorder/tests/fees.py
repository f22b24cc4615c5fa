from datetime import date, datetime

from .common import OrderCase


class FeeCase(OrderCase):
    """A schedule of 2026 that is in force, and a crew that works by it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company._gas_workorder_setup()
        cls.finance = cls.role("finance")
        cls.env["gas.fee.schedule"].search([]).date_to = date(2025, 12, 31)
        cls.schedule = (
            cls.env["gas.fee.schedule"]
            .with_user(cls.finance)
            .create(
                {
                    "name": "2026",
                    "date_from": date(2026, 1, 1),
                    "item_ids": [
                        (
                            0,
                            0,
                            {
                                "code": "door",
                                "name": "Door",
                                "kind": "door",
                                "price": 30,
                            },
                        ),
                        (0, 0, {"code": "work", "name": "Work", "price": 50}),
                        (
                            0,
                            0,
                            {
                                "code": "hose",
                                "name": "Hose",
                                "kind": "part",
                                "price": 25.5,
                            },
                        ),
                    ],
                }
            )
        )
        cls.schedule.with_user(cls.role("finance")).action_approve()
        cls.items = {item.code: item for item in cls.schedule.item_ids}
        cls.user = cls.worker_of(cls.station_crew)

    def at_the_door(self, *codes, order=None):
        order = order or self.make_order(fault_id=self._fault().id)
        order._dispatch(self.station_crew, reason="test")
        mine = order.with_user(self.user)
        for step in ("accept", "depart", "arrive", "diagnosed"):
            getattr(mine, f"action_{step}")()
        mine.cause = "hose worn"
        mine.fee_ids = [(0, 0, {"item_id": self.items[code].id}) for code in codes]
        return mine

    def finish(self, mine):
        mine.check_line_ids.is_done = True
        mine.action_start()
        mine.method = "new hose"
        mine.action_checked()
        mine.sudo().signed_on = datetime.now()
        mine.action_done()

    def _fault(self):
        return self.env.ref("gas_workorder.fault_hose")
