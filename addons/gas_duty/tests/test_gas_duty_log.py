from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MONDAY_8, DutyCase


@tagged("post_install", "-at_install")
class TestGasDutyLog(DutyCase):
    """D11, D39: the log writes itself, people add to it, nobody changes it."""

    def setUp(self):
        super().setUp()
        self.shift = self.make_shift()
        self.begin(self.shift)
        self.logs = self.env["gas.duty.log"]

    def _enter(self, user=None, **vals):
        logs = self.logs.with_user(user or self.day)
        return logs.create({"words": "Pressure at the gate 0.38 MPa", **vals})

    def _note(self, words, station=None):
        """Return the line that an event leaves, of ``station`` or of the company."""
        vals = {"company_id": self.env.company.id, "words": words}
        return self.logs._note_all([{**vals, "station_id": station and station.id}])

    # By itself

    def test_steps_of_an_emergency_write_themselves(self):
        order = self.make_order("emergency")
        order._dispatch(self.near, reason="test")
        mine = order.with_user(self.worker_of(self.near))
        mine.check_line_ids.is_done = True
        mine.action_accept()
        with freeze_time("2026-11-23 03:00:00"):
            mine.action_depart()
        name = f"{order.name} Emergency on the Network, 锦绣"
        crew = f"({self.near.name})"
        lines = order.duty_log_ids.sorted("id")
        self.assertEqual(
            lines.mapped("words"),
            [
                f"{name}: To Be Dispatched",
                f"{name}: Dispatched {crew}",
                f"{name}: Accepted {crew}",
                f"{name}: On the Way {crew}",
            ],
        )
        self.assertRecordValues(
            lines[-1],
            [
                {
                    "kind": "event",
                    "logged_on": order.departed_on,
                    "user_id": mine.env.uid,
                    "shift_id": self.shift.id,
                    "station_id": self.east.id,
                    "order_id": order.id,
                }
            ],
        )
        self.assertNotIn(self.household.partner_id.name, lines[0].words)

    def test_reason_stands_in_the_log(self):
        order = self.make_order("emergency")
        order._cancel("Called twice")
        self.assertIn(
            "Cancelled Called twice", order.duty_log_ids.sorted("id")[-1].words
        )

    def test_company_says_which_orders_are_told(self):
        self.assertFalse(self.make_order("repair").duty_log_ids)
        self.env.company.gas_duty_log_urgency = "urgent"
        self.assertEqual(len(self.make_order("repair").duty_log_ids), 1)
        self.assertFalse(self.make_order("ignition").duty_log_ids)

    def test_steps_in_bulk_cost_as_much_as_one(self):
        def queries(count):
            orders = self.env["fsm.order"].concat(
                *(self.make_order("emergency").sudo() for _number in range(count))
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders._note_on_duty()
            self.env.flush_all()
            self.assertEqual(len(orders.duty_log_ids), 2 * count)
            return self.env.cr.sql_log_count - before

        queries(1)  # what is in a cache from now on
        self.assertEqual(queries(20), queries(1))

    def test_event_is_filed_with_the_shift_of_the_station_first(self):
        note = self._note
        self.assertEqual(note("a", self.east).shift_id, self.shift)
        own = self.make_shift(self.night, station_id=self.east.id)
        self.begin(own)
        hotline = self.make_shift(self.agent, desk="hotline")
        self.begin(hotline)
        self.assertEqual(note("b", self.east).shift_id, own)
        self.assertEqual(note("c", self.west).shift_id, self.shift)
        self.assertEqual(note("d").shift_id, self.shift)

    def test_event_is_kept_when_nobody_is_on_duty(self):
        later = self.make_shift(self.night, MONDAY_8 + timedelta(hours=12))
        self.hand_over(self.shift)
        self.assertEqual(self._note("a").shift_id, self.shift)
        self.shift.with_user(self.head).action_accept()
        line = self._note("b")
        self.assertEqual((line.words, line.kind), ("b", "event"))
        self.assertFalse(line.shift_id)
        self.assertEqual(later.state, "planned")

    # By people

    def test_entry_is_filed_with_the_shift_of_whoever_writes(self):
        hotline = self.make_shift(self.agent, desk="hotline")
        self.begin(hotline)
        for user, shift in (
            (self.day, self.shift),
            (self.agent, hotline),
            (self.head, self.shift),
        ):
            with self.subTest(user=user.login):
                line = self._enter(user, kind="video")
                self.assertRecordValues(
                    line,
                    [{"shift_id": shift.id, "user_id": user.id, "kind": "video"}],
                )

    def test_people_write_under_their_own_name_of_what_has_happened(self):
        line = self._enter()
        self.assertEqual(line.user_id, self.day)
        before = self.logs.search_count([])
        with freeze_time(MONDAY_8):
            for vals in (
                {"kind": "event"},
                {"user_id": self.night.id},
                {"logged_on": MONDAY_8 + timedelta(minutes=1)},
            ):
                with self.subTest(vals=vals), self.assertRaises(UserError):
                    self._enter(**vals)
        line = self.logs.with_user(self.day).with_context(default_kind="event")
        self.assertEqual(line.create({"words": "a"}).kind, "entry")
        self.assertEqual(self.logs.search_count([]), before + 1)

    def test_log_of_a_closed_shift_is_closed(self):
        self.hand_over(self.shift)
        self._enter(shift_id=self.shift.id)
        self.shift.with_user(self.head).action_accept()
        before = self.logs.search_count([])
        with self.assertRaises(UserError) as refusal:
            self._enter(shift_id=self.shift.id)
        self.assertIn("is not on duty", str(refusal.exception))
        self.assertEqual(self.logs.search_count([]), before)

    def test_what_stands_in_the_log_stays(self):
        line = self._enter()
        for user in (self.day, self.head, self.role("administrator")):
            with self.subTest(user=user.login):
                mine = line.with_user(user)
                for refused in (lambda: mine.write({"words": "x"}), mine.unlink):  # noqa: B023
                    with self.assertRaises(UserError):  # AccessError is one, too
                        refused()
        for refused in (lambda: line.write({"words": "x"}), line.unlink):
            with self.assertRaises(UserError):
                refused()
        self.assertEqual(line.exists().words, "Pressure at the gate 0.38 MPa")

    def test_correction_is_a_new_entry(self):
        line = self._enter()
        action = line.action_correct()
        made = (
            self.env[action["res_model"]]
            .with_user(self.day)
            .with_context(**action["context"])
            .create({"words": "It was 0.36 MPa"})
        )
        self.assertEqual((line.correction_ids, made.corrects_id), (made, line))
        self.assertEqual(line.words, "Pressure at the gate 0.38 MPa")

    def test_order_that_stands_in_the_log_stays_on_file(self):
        order = self.make_order("emergency", user=self.role("administrator"))
        with self.assertRaises(UserError) as refusal:
            order.unlink()
        self.assertIn("stands in the duty log", str(refusal.exception))
        self.assertTrue(order.exists())

    # Who sees it

    def test_station_sees_its_own_lines_and_those_of_the_company(self):
        mine = self._note("a", self.east)
        other = self._note("b", self.west)
        whole = self._note("c")
        seen = self.logs.with_user(self.agent).search(
            [("id", "in", (mine + other + whole).ids)]
        )
        self.assertEqual(set(seen), {mine, whole})
        with self.assertRaises(AccessError):
            self._enter(self.agent, station_id=self.west.id)

    def test_technician_leaves_lines_that_he_does_not_see(self):
        order = self.make_order("emergency")
        order._dispatch(self.near, reason="test")
        mine = order.with_user(self.worker_of(self.near))
        mine.action_accept()
        self.assertEqual(order.duty_log_ids.sorted("id")[-1].user_id, mine.env.user)
        with self.assertRaises(AccessError):
            mine.read(["duty_log_ids"])

    def test_incidents_write_themselves_into_it(self):
        """D11: reported, then its plan started; marked for the report of the day."""
        incident = self.env["gas.incident"].browse(
            self.make_order("emergency_indoor").action_open_incident()["res_id"]
        )
        incident.commander_id = self.head
        incident.action_start()
        lines = self.logs.search([("words", "like", incident.name)], order="id")
        self.assertEqual(len(lines), 2)
        self.assertEqual(lines.mapped("is_important"), [True, True])
        self.assertIn(
            incident.with_context(lang=self.env.user.lang)._selection_label("state"),
            lines[-1].words,
        )
