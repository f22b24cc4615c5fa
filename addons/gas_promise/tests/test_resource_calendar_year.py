import json
from datetime import datetime

from pytz import timezone

from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method
from odoo.tests import TransactionCase, new_test_user, tagged

SHANGHAI = timezone("Asia/Shanghai")


@tagged("post_install", "-at_install")
class TestResourceCalendarYear(TransactionCase):
    """G03: public holidays and make-up working days, a year at a time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office = cls.env.ref("gas_promise.resource_calendar_office")
        cls.years = cls.env["resource.calendar.year"]

    def hours(self, first, last):
        """Return {day: working hours} from one day to another."""
        start, end = (
            SHANGHAI.localize(datetime.fromisoformat(day)) for day in (first, last)
        )
        found = {}
        for begin, until, _it in self.office._work_intervals_batch(start, end)[False]:
            day = f"{begin:%m-%d}"
            seconds = (until - begin).total_seconds()
            found[day] = found.get(day, 0) + seconds / 3600
        return found

    def document(self, **changes):
        return json.dumps(
            {
                "year": 2028,
                "source": "Notice",
                "holidays": [
                    {"name": "元旦", "from": "2028-01-01", "to": "2028-01-03"}
                ],
                "makeup": ["2028-01-08"],
                **changes,
            }
        )

    def test_spring_festival_of_2026(self):
        self.assertEqual(
            self.hours("2026-02-12", "2026-03-02"),
            {
                "02-12": 8,
                "02-13": 8,
                "02-14": 8,  # a Saturday, made up for
                "02-24": 8,
                "02-25": 8,
                "02-26": 8,
                "02-27": 8,
                "02-28": 8,  # another
            },
        )

    def test_years_are_shipped_and_marked(self):
        years = {year.year: year.provisional for year in self.office.year_ids}
        self.assertEqual(years, {2026: False, 2027: True})

    def test_year_of_2026_has_248_working_days(self):
        days = self.hours("2026-01-01", "2027-01-01")
        self.assertEqual(len(days), 248)

    def test_loaded_again_a_year_replaces_what_was_provisional(self):
        self.years.load_file(self.document(provisional=True), self.office)
        self.years.load_file(self.document(holidays=[], makeup=[]), self.office)
        year = self.office.year_ids.filtered(lambda y: y.year == 2028)
        self.assertEqual((len(year), year.provisional), (1, False))
        self.assertFalse(year.leave_ids or year.makeup_ids)
        self.assertEqual(self.hours("2028-01-03", "2028-01-04"), {"01-03": 8})

    def test_odd_file_changes_nothing(self):
        before = self.office.year_ids
        for document, words in (
            ("no json", "not a file of public holidays"),
            (self.document(year=2026), "do not lie in 2026"),
            (self.document(makeup=["2028-01-05"]), "not a weekend day"),
            (self.document(makeup=["2028-01-02"]), "not a weekend day"),
        ):
            with self.subTest(words=words):
                with self.assertRaises(UserError) as caught:
                    self.years.load_file(document, self.office)
                self.assertIn(words, str(caught.exception))
                self.assertEqual(self.office.year_ids, before)

    def test_only_administrators_of_promises_load_years(self):
        group = "gas_promise.gas_promise_group_"
        head = new_test_user(self.env, login="p_head", groups=group + "supervisor")
        with self.assertRaises(AccessError):
            self.years.with_user(head).load_file(self.document(), self.office)
        admin = new_test_user(self.env, login="p_admin", groups=group + "manager")
        year = self.years.with_user(admin).load_file(self.document(), self.office)
        self.assertEqual(len(year.leave_ids), 1)

    def test_documents_are_loaded_by_the_wizard_and_by_no_call_from_outside(self):
        with self.assertRaises(AccessError):
            get_public_method(self.years, "load_file")
