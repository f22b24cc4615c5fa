from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MONDAY_8, DutyCase


@tagged("post_install", "-at_install")
class TestGasDutyPlan(DutyCase):
    """D41: a roster of weeks, made at once and only once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.third = cls.role("dispatcher")
        cls.shifts = cls.env["gas.duty.shift"]

    def _plan(self, chiefs=None, user=None, **vals):
        return (
            self.env["gas.duty.plan"]
            .with_user(user or self.head)
            .create(
                {
                    "first_on": date(2026, 11, 23),
                    "last_on": date(2026, 12, 6),
                    "leader_id": self.head.id,
                    "chief_ids": [
                        (0, 0, {"user_id": chief.id, "sequence": number})
                        for number, chief in enumerate(
                            chiefs or (self.day, self.night, self.third)
                        )
                    ],
                    **vals,
                }
            )
        )

    def test_two_weeks_of_two_shifts(self):
        action = self._plan().action_plan()
        made = self.shifts.search([], order="starts_on")
        self.assertEqual(action["domain"], [("id", "in", made.ids)])
        self.assertEqual(len(made), 28)
        self.assertRecordValues(
            made[:4],
            [
                {
                    "starts_on": MONDAY_8 + timedelta(hours=12 * number),
                    "ends_on": MONDAY_8 + timedelta(hours=12 * number + 12),
                    "chief_id": chief.id,
                    "leader_id": self.head.id,
                    "desk": "dispatch",
                    "state": "planned",
                }
                for number, chief in enumerate(
                    (self.day, self.night, self.third, self.day)
                )
            ],
        )
        self.assertEqual(made[-1].ends_on, datetime(2026, 12, 7))
        self.assertEqual(self.shifts._roster_gaps(MONDAY_8, 14), [])

    def test_planned_twice_is_planned_once(self):
        self._plan().action_plan()
        before = self.shifts.search([]).ids
        with self.assertRaises(UserError) as refusal:
            self._plan().action_plan()
        self.assertIn("planned already", str(refusal.exception))
        self.assertEqual(self.shifts.search([]).ids, before)

    def test_longer_plan_adds_what_is_missing(self):
        self._plan(last_on=date(2026, 11, 23)).action_plan()
        self._plan(last_on=date(2026, 11, 24)).action_plan()
        made = self.shifts.search([], order="starts_on")
        self.assertEqual(made.chief_id.ids, [self.day.id, self.night.id, self.third.id])
        self.assertEqual(
            made.mapped("chief_id.id"),
            made.chief_id.ids,
        )
        self.assertEqual(
            [shift.chief_id for shift in made],
            [self.day, self.night, self.third, self.day],
        )

    def test_hours_that_are_taken_stay_as_they_are(self):
        taken = self.make_shift(self.third, MONDAY_8 + timedelta(hours=6), hours=4)
        self._plan(last_on=date(2026, 11, 23)).action_plan()
        made = self.shifts.search([]) - taken
        self.assertEqual(len(made), 1)
        self.assertEqual(made.starts_on, MONDAY_8 + timedelta(hours=12))
        # Other desks are planned apart.
        self._plan(last_on=date(2026, 11, 23), desk="hotline").action_plan()
        self.assertEqual(self.shifts.search_count([("desk", "=", "hotline")]), 2)

    def test_three_shifts_a_day_for_a_station(self):
        self._plan(
            pattern="three", station_id=self.east.id, last_on=date(2026, 11, 23)
        ).action_plan()
        made = self.shifts.search([], order="starts_on")
        self.assertEqual(
            made.mapped(lambda s: (s.starts_on.hour, s.station_id)),
            [(0, self.east), (8, self.east), (16, self.east)],
        )

    def test_what_makes_no_roster_is_refused(self):
        for vals, words in (
            ({"chiefs": [self.day]}, "two chiefs"),
            ({"last_on": date(2026, 11, 22)}, "before the first"),
        ):
            with self.subTest(words=words):
                with self.assertRaises(UserError) as refusal:
                    self._plan(**vals).action_plan()
                self.assertIn(words, str(refusal.exception))
        self.assertFalse(self.shifts.search([]))

    def test_months_cost_as_many_queries_as_days(self):
        def queries(plan):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            plan.action_plan()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self._plan(desk="network", last_on=date(2026, 11, 24)).action_plan()
        few = queries(self._plan(desk="hotline", last_on=date(2026, 11, 24)))
        many = queries(self._plan(last_on=date(2027, 2, 20)))
        self.assertEqual(self.shifts.search_count([("desk", "=", "dispatch")]), 180)
        # One INSERT holds a hundred rows.
        self.assertLessEqual(many, few + 4)

    def test_reader_plans_nothing(self):
        with self.assertRaises(AccessError):
            self._plan(user=self.role("reader"))
