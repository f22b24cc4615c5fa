from datetime import datetime

from .common import OrderCase


class FeeCase(OrderCase):
    """A schedule of 2026 that is in force, and a crew that works by it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finance = cls.role("finance")
        schedule = cls.make_fee_schedule(cls.finance, door=30, work=50, hose=25.5)
        cls.schedule = schedule.with_user(cls.finance)
        cls.items = {item.code: item for item in cls.schedule.item_ids}
        cls.user = cls.worker_of(cls.station_crew)

    def at_the_door(self, *codes, order=None):
        order = order or self.make_order(fault_id=self._fault().id)
        order._dispatch(self.station_crew, reason="test")
        mine = order.with_user(self.user)
        self.press(mine, "accept", "depart", "arrive", "diagnosed")
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
