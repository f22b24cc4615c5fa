from datetime import date, datetime, timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.gas_customer.tests.printing import PrintCase

from .common import MONDAY_8, DutyCase

TUESDAY_8 = MONDAY_8 + timedelta(1)


class ReportCase(DutyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reports = cls.env["gas.duty.report"]
        cls.manager = cls.role("manager")

    @classmethod
    def make_report(cls, user=None, moment=TUESDAY_8, **vals):
        with freeze_time(moment):
            return cls.reports.with_user(user or cls.day).create(vals)

    @classmethod
    def _order(cls, code, hour, *steps, **vals):
        """Return an order of Monday ``hour``:00; ``steps``: (minutes later, state)."""
        reported = MONDAY_8 + timedelta(hours=hour - 8)
        with freeze_time(reported):
            order = cls.make_order(code, reported_on=reported, **vals).sudo()
            cls.fill_in(order)
        for minutes, state in steps:
            with freeze_time(reported + timedelta(minutes=minutes)):
                order._move_to(state)
        return order

    @classmethod
    def _supply_stop(cls, household, stopped_on, restored_on=None):
        stop = cls.env["gas.supply.stop"].create(
            {"contract_id": household.id, "reason": "hazard"}
        )
        stop._move_to("ordered")
        stop._move_to("stopped", stopped_on=stopped_on)
        if restored_on:
            stop._move_to("restoring")
            stop._move_to("restored", restored_on=restored_on)

    @classmethod
    def _busy_monday(cls):
        """Let one of each happen that a report tells of, and some that it does not."""
        harbour = cls.make_household(cls.harbour)
        done = (
            (1, "dispatched"),
            (2, "accepted"),
            (4, "on_way"),
            (20, "on_site"),
            (30, "working"),
            (90, "done"),
        )
        cls.good = cls._order("emergency", 9, *done)
        cls.slow = cls._order(
            "emergency_indoor",
            10,
            (3, "dispatched"),
            (4, "accepted"),
            (6, "on_way"),
            (31, "on_site"),
            contract_id=harbour.id,
        )
        cls.forgotten = cls._order("emergency", 11)
        cls.slow.promise_ids.filtered(
            lambda promise: promise.policy_id.code == "emergency_arrival"
        )._exempt(cls.env.ref("gas_promise.reason_force_majeure"), "flood")
        cls.repair = cls._order("repair", 12, *done, fault_size="small")
        cls.failed = cls._order("ignition", 13, (60, "dispatched"))
        with freeze_time(MONDAY_8 + timedelta(hours=8)):
            cls.failed._fail("Nobody at home")
        cls.sunday = cls._order("ignition", -10, *done[:-1], (24 * 60, "done"))
        cls._order("repair", 24)  # is of Tuesday

        cls._supply_stop(cls.household, stopped_on=MONDAY_8)
        cls._supply_stop(
            harbour, stopped_on=MONDAY_8 - timedelta(3), restored_on=MONDAY_8
        )
        failures = cls.env["gas.duty.equipment.failure"]
        with freeze_time(MONDAY_8 - timedelta(hours=9)):  # Sunday, 23:00
            failures.create({"words": "Line 2 dead", "what": "line"}).ended_on = (
                MONDAY_8 - timedelta(hours=7, minutes=30)
            )
        late = cls.make_shift()
        cls.begin(late, MONDAY_8 - timedelta(minutes=5))
        cls.make_shift(cls.night, MONDAY_8 + timedelta(hours=12))
        cls.make_shift(cls.night, MONDAY_8 + timedelta(hours=24))
        with freeze_time(MONDAY_8 + timedelta(hours=2)):
            cls.env["gas.duty.log"].with_user(cls.day).create(
                {"words": "Mayor's office told", "is_important": True}
            )
        with freeze_time(TUESDAY_8):
            cls.env["gas.promise"]._note_alarms(TUESDAY_8)


@tagged("post_install", "-at_install")
class TestGasDutyFigures(ReportCase):
    """F01, F02: the figures of a day, to the last of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._busy_monday()
        cls.report = cls.make_report()

    def _rows(self, section, *names, report=None):
        return [
            tuple(row[name] for name in names)
            for row in (report or self.report).figures[section]
        ]

    def test_report_is_of_yesterday(self):
        self.assertRecordValues(
            self.report,
            [
                {
                    "kind": "day",
                    "first_on": date(2026, 11, 23),
                    "last_on": date(2026, 11, 23),
                    "figured_on": TUESDAY_8,
                    "made_by_id": self.day.id,
                    "state": "draft",
                }
            ],
        )
        midnight = datetime(2026, 11, 22, 16)  # in China
        period = self.report._period()
        self.assertEqual(
            (period.start, period.end), (midnight, midnight + timedelta(1))
        )

    def test_overview(self):
        self.assertEqual(
            self.report.figures["summary"],
            [
                {
                    "reported": 5,
                    "finished": 3,
                    "open": 3,
                    "emergencies": 3,
                    "incidents": 0,
                    "stopped": 1,
                    "restored": 1,
                    "failure_minutes": 30,
                    "late": 2,
                }
            ],
        )

    def test_orders_by_kind_and_state(self):
        columns = ("reported", "new", "under_way", "failed", "done", "finished")
        self.assertEqual(
            self._rows("orders", "kind", *columns),
            [
                ("Emergency on the Network", 2, 1, 0, 0, 1, 1),
                ("Leak or Fire Indoors", 1, 0, 1, 0, 0, 0),
                ("Repair", 1, 0, 0, 0, 1, 1),
                ("Ignition", 1, 0, 0, 1, 0, 1),
            ],
        )

    def test_promises_with_exempt_cases_apart(self):
        self.assertEqual(
            self._rows(
                "promises",
                "code",
                "limit",
                "kept",
                "broken",
                "exempt",
                "running",
                "rate",
            ),
            [
                ("emergency_departure", "5 Minutes", 1, 2, 0, 0, "33.3 %"),
                ("emergency_arrival", "30 Minutes", 1, 1, 1, 0, "50.0 %"),
                ("fault_arrival", "20 Minutes", 1, 0, 0, 0, "100.0 %"),
                ("fault_visit", "2 Working Days", 1, 0, 0, 0, "100.0 %"),
                ("repair_small", "4 Hours", 1, 0, 0, 0, "100.0 %"),
                ("ignition", "2 Working Days", 0, 0, 0, 1, "–"),
            ],
        )

    def test_emergencies_one_by_one(self):
        self.assertEqual(
            self._rows("emergencies", "number", "reported", "out", "on_site", "state"),
            [
                (self.good.name, "11-23 09:00", 4, 20, "Done"),
                (self.slow.name, "11-23 10:00", 6, 31, "On Site"),
                (self.forgotten.name, "11-23 11:00", "–", "–", "To Be Dispatched"),
            ],
        )

    def test_what_is_open_has_its_reason(self):
        self.assertEqual(
            self._rows("open", "number", "place", "reason"),
            [
                (self.slow.name, "码头", "–"),
                (self.forgotten.name, "锦绣", "–"),
                (self.failed.name, "锦绣", "Nobody at home"),
            ],
        )

    def test_stops_failures_shifts_and_log(self):
        self.assertEqual(
            self.report.figures["stops"],
            [{"reason": "Hazard", "stopped": 1, "restored": 1, "off": 1}],
        )
        self.assertEqual(
            self._rows("failures", "what", "words", "from", "to", "minutes"),
            [("Telephone Line", "Line 2 dead", "11-22 23:00", "11-23 00:30", 30)],
        )
        self.assertEqual(
            self._rows("late", "shift", "came", "minutes"),
            [
                (
                    f"Dispatch Centre {self.day.name} 2026-11-23 08:00–20:00",
                    "11-23 07:55",
                    5,
                ),
                (
                    f"Dispatch Centre {self.night.name} 2026-11-23 20:00–08:00",
                    "–",
                    "–",
                ),
            ],
        )
        self.assertEqual(
            self._rows("log", "time", "words", "by"),
            [("11-23 10:00", "Mayor's office told", self.day.name)],
        )

    def test_report_of_a_station_is_of_it_alone(self):
        report = self.make_report(station_id=self.west.id)
        self.assertEqual(
            self._rows("orders", "kind", "reported", report=report),
            [("Leak or Fire Indoors", 1)],
        )
        self.assertEqual(
            self._rows("promises", "code", "broken", "exempt", report=report),
            [("emergency_departure", 1, 0), ("emergency_arrival", 0, 1)],
        )
        self.assertEqual(report.figures["failures"], [])

    def test_figures_are_whole_whoever_makes_them(self):
        other = self.make_report(self.agent, kind="day", first_on=date(2026, 11, 22))
        self.assertEqual(other.figures["summary"][0]["reported"], 1)
        mine = self.make_report(self.agent, station_id=self.east.id)
        self.report.with_user(self.agent).action_work_out()
        self.assertEqual(self.report.figures["summary"][0]["reported"], 5)
        self.assertEqual(mine.figures["summary"][0]["reported"], 4)
        with self.assertRaises(AccessError):
            self.make_report(self.agent, station_id=self.west.id)

    def test_week_begins_on_monday(self):
        week = self.make_report(kind="week", moment=datetime(2026, 11, 30))
        self.assertEqual(
            (week.first_on, week.last_on), (date(2026, 11, 23), date(2026, 11, 29))
        )
        self.assertEqual(week.figures["summary"][0]["reported"], 6)
        with self.assertRaises(ValidationError):
            self.make_report(kind="week", first_on=date(2026, 11, 17))

    def test_other_days_have_other_figures(self):
        self.report.with_user(self.day).first_on = date(2026, 11, 22)
        self.assertEqual(self.report.figures["summary"][0]["reported"], 1)

    def test_nothing_of_customers_is_frozen(self):
        text = str(self.report.figures)
        for secret in (self.household.partner_id.name, self.household.name):
            self.assertNotIn(secret, text)

    def test_more_orders_cost_no_more_queries(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.report.sudo()._figures()
            return self.env.cr.sql_log_count - before

        queries()  # what is in a cache from now on
        few = queries()
        for hour in range(1, 9):
            self._order("emergency", hour)
            self._order("repair", hour)
        self.assertEqual(queries(), few)
        self.assertLess(few, 30)

    def test_section_of_another_add_on_is_shown(self):
        figures = {**self.report.figures, "visitors": [{"grade": "III", "n": 2}]}
        self.report.sudo().figures = figures
        title, headings, cells = self.report._tables()[-1]
        self.assertEqual(
            (title, headings, cells), ("visitors", ["grade", "n"], [["III", 2]])
        )
        self.assertIn("<td>III</td>", self.report.figures_html)

    def test_figures_are_read_as_words(self):
        html = self.report.figures_html
        for words in ("Orders by Kind", self.slow.name, "Nobody at home", "33.3 %"):
            self.assertIn(words, html)
        self.env["gas.duty.log"].with_user(self.day).create(
            {
                "words": "<b>bold</b>",
                "is_important": True,
                "logged_on": MONDAY_8,
            }
        )
        self.report.with_user(self.day).action_work_out()
        self.assertIn("&lt;b&gt;bold", self.report.figures_html)


@tagged("post_install", "-at_install")
class TestGasDutyReport(ReportCase):
    """F01: made, reviewed by another person, sent, and the same ever after."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._order("emergency", 9)
        cls.report = cls.make_report(
            words="Quiet day", recipient_ids=[(6, 0, cls.manager.ids)]
        )

    def _send(self):
        self.report.with_user(self.head).action_review()
        with freeze_time(TUESDAY_8 + timedelta(hours=1)):
            self.report.with_user(self.day).action_send()

    def test_from_the_draft_to_the_leader(self):
        self._send()
        self.assertRecordValues(
            self.report,
            [
                {
                    "state": "sent",
                    "made_by_id": self.day.id,
                    "reviewed_by_id": self.head.id,
                    "sent_by_id": self.day.id,
                    "sent_on": TUESDAY_8 + timedelta(hours=1),
                    "is_intact": True,
                }
            ],
        )
        self.assertRegex(self.report.seal, r"^[0-9a-f]{64}$")
        seal = self.report.seal
        for again in (
            self.report.with_user(self.day).action_send,
            self.report.with_user(self.manager).action_review,
        ):
            with self.assertRaises(UserError):
                again()
        self.assertEqual(
            (self.report.seal, self.report.reviewed_by_id), (seal, self.head)
        )
        message = self.report.message_ids[0]
        self.assertIn(self.report.seal, message.body)
        self.assertIn(self.manager.partner_id, message.notified_partner_ids)

    def test_nobody_reviews_what_he_made(self):
        mine = self.make_report(self.head, first_on=date(2026, 11, 20))
        with self.assertRaises(UserError) as refusal:
            mine.action_review()
        self.assertIn("colleague", str(refusal.exception))
        # Nor does he after he has written into it.
        self.report.with_user(self.head).words = "Noisy day"
        self.assertEqual(self.report.made_by_id, self.head)
        with self.assertRaises(UserError):
            self.report.with_user(self.head).action_review()
        for report in mine + self.report:
            self.assertEqual((report.state, report.reviewed_by_id.id), ("draft", False))
        self.report.with_user(self.manager).action_review()
        self.assertEqual(self.report.reviewed_by_id, self.manager)

    def test_dispatchers_review_nothing(self):
        for user in (self.night, self.agent):
            with self.assertRaises(UserError):
                self.report.with_user(user).action_review()
        self.assertEqual(self.report.state, "draft")

    def test_reports_are_sent_after_the_review_only(self):
        with self.assertRaises(UserError):
            self.report.with_user(self.head).action_send()
        self.assertEqual((self.report.state, self.report.seal), ("draft", False))
        self.report.with_user(self.head).action_review()
        self.report.recipient_ids = False
        with self.assertRaises(UserError) as refusal:
            self.report.with_user(self.day).action_send()
        self.assertIn("to whom", str(refusal.exception))
        self.assertEqual(self.report.state, "reviewed")

    def test_what_was_reviewed_stays_until_it_is_a_draft_again(self):
        self.report.with_user(self.head).action_review()
        mine = self.report.with_user(self.day)
        for refused in (lambda: mine.write({"words": "x"}), mine.action_work_out):
            with self.assertRaises(UserError):
                refused()
        self.assertEqual(self.report.words, "Quiet day")
        mine.action_draft()
        mine.words = "x"
        self.assertRecordValues(
            self.report, [{"state": "draft", "words": "x", "reviewed_by_id": False}]
        )

    def test_what_was_sent_stays_for_everybody(self):
        self._send()
        figures = self.report.figures
        for user in (self.day, self.head, self.role("administrator")):
            mine = self.report.with_user(user)
            for refused in (
                lambda: mine.write({"words": "x"}),  # noqa: B023
                lambda: mine.write({"figures": {}}),  # noqa: B023
                lambda: mine.write({"seal": "x"}),  # noqa: B023
                lambda: mine.write({"recipient_ids": False}),  # noqa: B023
                lambda: mine.write({"state": "draft"}),  # noqa: B023
                lambda: mine.write({"first_on": date(2026, 1, 1)}),  # noqa: B023
                mine.action_work_out,
                mine.action_draft,
                mine.unlink,
            ):
                with self.assertRaises(UserError):  # AccessError is one, too
                    refused()
        with self.assertRaises(UserError):
            self.report.write({"figures": {}})  # not even by the system
        self.assertEqual(
            (self.report.words, self.report.figures), ("Quiet day", figures)
        )
        self.assertTrue(self.report.is_intact)

    def test_seal_shows_what_was_changed_in_the_database(self):
        self._send()
        self.env.flush_all()
        for change in (
            SQL("words = 'Very quiet day'"),
            SQL("first_on = first_on - 1"),
            SQL("figures = jsonb_set(figures, '{summary,0,reported}', '0')"),
        ):
            with self.subTest(change=change.code):
                savepoint = self.env.cr.savepoint()
                self.env.cr.execute(
                    SQL(
                        "UPDATE gas_duty_report SET %s WHERE id = %s",
                        change,
                        self.report.id,
                    )
                )
                self.env.invalidate_all()
                self.assertFalse(self.report.is_intact)
                found = self.env["gas.audit"]._find_report_sealed().listed
                self.assertEqual([each[1] for each in found], [self.report.id])
                savepoint.rollback()
                self.env.invalidate_all()
                self.assertTrue(self.report.is_intact)
                savepoint.close(rollback=False)

    def test_what_turns_out_later_is_an_addendum(self):
        addenda = self.env["gas.duty.addendum"].with_user(self.night)
        vals = {"report_id": self.report.id, "words": "It was two"}
        with self.assertRaises(UserError) as refusal:
            addenda.create(vals)
        self.assertIn("not sent yet", str(refusal.exception))
        self.assertFalse(self.report.addendum_ids)
        self._send()
        made = addenda.create({**vals, "create_uid": self.day.id})
        self.assertEqual(
            (self.report.addendum_ids, made.create_uid), (made, self.night)
        )
        for refused in (
            lambda: made.sudo().write({"words": "x"}),
            lambda: made.sudo().unlink(),
        ):
            with self.assertRaises(UserError):
                refused()
        self.assertEqual(made.words, "It was two")
        self.assertTrue(self.report.is_intact)

    def test_what_the_server_writes_is_not_taken_from_a_call(self):
        for vals in (
            {"state": "sent"},
            {"seal": "x"},
            {"figures": {"summary": []}},
            {"reviewed_by_id": self.head.id},
            {"made_by_id": self.head.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self.make_report(first_on=date(2026, 11, 1), **vals)
        made = self.make_report(first_on=date(2026, 11, 1))
        self.assertRecordValues(
            made,
            [
                {
                    "state": "draft",
                    "seal": False,
                    "reviewed_by_id": False,
                    "made_by_id": self.day.id,
                }
            ],
        )
        self.assertEqual(made.figures["summary"][0]["reported"], 0)

    def test_next_report_goes_to_whom_the_last_one_went(self):
        self._send()
        self.assertEqual(
            self.make_report(first_on=date(2026, 11, 24)).recipient_ids, self.manager
        )

    def test_cron_makes_each_report_once(self):
        self.report.sudo().unlink()
        tuesday, monday = date(2026, 11, 24), date(2026, 11, 30)
        for day in (tuesday, tuesday, monday):
            self.reports._cron_make(date_ref=day)
        made = self.reports.search([("company_id", "=", self.env.company.id)])
        self.assertEqual(
            {(report.kind, report.first_on) for report in made},
            {
                ("day", date(2026, 11, 23)),
                ("day", date(2026, 11, 29)),
                ("week", date(2026, 11, 23)),
            },
        )
        self.assertEqual(len(made), 3)
        self.assertEqual(made.made_by_id, self.env.user)

    def test_cron_goes_by_the_clock_of_the_company(self):
        self.report.sudo().unlink()
        with freeze_time("2026-11-23 22:30:00"):  # Tuesday, 6:30 in China
            self.reports._cron_make()
        made = self.reports.search([("company_id", "=", self.env.company.id)])
        self.assertEqual(made.mapped("first_on"), [date(2026, 11, 23)])

    def test_one_report_of_a_day(self):
        with self.assertRaises(IntegrityError) as refusal, mute_logger("odoo.sql_db"):
            self.make_report()
        self.assertIn("one_report", str(refusal.exception))

    def test_who_sees_reports(self):
        west = self.make_report(station_id=self.west.id)
        seen = self.reports.with_user(self.agent).search([])
        self.assertIn(self.report, seen)
        self.assertNotIn(west, seen)
        with self.assertRaises(AccessError):
            west.with_user(self.agent).read(["words"])
        for role in ("technician", "reader", "cashier", "finance"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.reports.with_user(self.role(role)).search([])


@tagged("post_install", "-at_install")
class TestGasDutyForms(ReportCase, PrintCase):
    """F01: 值班日报 and 值班周报 on paper, in Chinese."""

    def test_each_kind_has_its_paper(self):
        self._busy_monday()
        week = {"kind": "week", "moment": datetime(2026, 11, 30)}
        for name, vals in (("daily", {}), ("weekly", week)):
            with self.subTest(name=name):
                report = self.make_report(words="平安", **vals)
                text = "".join(
                    self.print_pages(
                        f"gas_duty.gas_duty_{name}_report", report, self.head
                    )
                )
                for words in (self.slow.name, "平安", "33.3%"):
                    self.assertIn(words, text)
                actions = self.env["ir.actions.report"].union(
                    *(
                        self.env.ref(f"gas_duty.gas_duty_{each}_report")
                        for each in ("daily", "weekly")
                    )
                )
                self.assertEqual(
                    actions.get_valid_action_reports(report._name, report.ids),
                    self.env.ref(f"gas_duty.gas_duty_{name}_report").ids,
                )
