from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.addons.gas_workorder.tests.common import OrderCase

# A Monday, 8:00 in China.
MONDAY_8 = datetime(2026, 11, 23)


class DutyCase(OrderCase):
    """Dispatchers who relieve each other, and a head who looks after them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.day, cls.night = (cls.role("dispatcher") for _number in range(2))
        cls.agent = cls.role("agent", cls.east)
        cls.head = cls.role("station_head")

    @classmethod
    def make_shift(cls, chief=None, starts_on=MONDAY_8, hours=12, **vals):
        return cls.env["gas.duty.shift"].create(
            {
                "chief_id": (chief or cls.day).id,
                "starts_on": starts_on,
                "ends_on": starts_on + timedelta(hours=hours),
                **vals,
            }
        )

    @classmethod
    def begin(cls, shift, moment=None, **found):
        """Have the chief come, find all (but ``found``, by a word) in order, begin."""
        with freeze_time(moment or shift.starts_on - timedelta(minutes=10)):
            mine = shift.with_user(shift.chief_id)
            mine.action_come()
            for line in mine.check_line_ids:
                broken = [word for word in found if word in line.name.lower()]
                line.found = "out_of_order" if broken else "in_order"
                line.words = found[broken[0]] if broken else False
            mine.action_begin()
        return mine

    @classmethod
    def hand_over(cls, shift, moment=None, words="All quiet"):
        with freeze_time(moment or shift.ends_on):
            mine = shift.with_user(shift.chief_id)
            mine.hand_over = words
            mine.action_hand_over()
        return mine
