from freezegun import freeze_time

from odoo import http
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import OrderCase


@tagged("post_install", "-at_install")
class TestAppointmentPage(HttpCase, OrderCase):
    """D36: by a link, a customer chooses by himself when the crew comes."""

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time("2026-11-23 01:00:00", tick=True))
        self.order = self.make_order("repair", reporter="李婷")
        self.authenticate(None, None)  # a visitor; only the database is known
        self.order._invite()
        self.path = self.order.get_portal_url()

    def _slots(self):
        return [slot.start for slot in self.order._free_slots()]

    def _choose(self, start, path=None):
        return self.url_open(
            path or self.path,
            data={
                "csrf_token": http.Request.csrf_token(self),
                "access_token": self.order.access_token,
                "start": start,
            },
        )

    def test_customer_chooses_and_chooses_again(self):
        page = self.url_open(self.path)
        self.assertEqual(page.status_code, 200)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(page.text.count('name="start"'), len(self._slots()))
        for secret in (
            self.order.partner_id.name,
            self.household.name,
            self.household.address,
            "李婷",
        ):
            self.assertNotIn(secret, page.text)
        first, second = self._slots()[1:3]
        self.assertIn("We come on", self._choose(first).text)
        self.assertRecordValues(
            self.order,
            [{"scheduled_date_start": first, "appointment_with": "李婷"}],
        )
        self._choose(second)
        self.assertEqual(self.order.scheduled_date_start, second)
        self.assertIn("the customer has chosen it", self.order.message_ids[:1].body)

    def test_what_is_not_free_is_refused(self):
        taken = self._slots()[0]
        crews = self.env["fsm.team"].search_count(
            [
                ("station_id", "in", (self.east.id, False)),
                ("is_emergency", "=", False),
                ("member_ids", "!=", False),
                ("company_id", "=", self.env.company.id),
            ]
        )
        for _number in range(crews * self.env.company.gas_slots_per_half_day):
            self.make_order("repair")._agree_on(taken, "x")
        answer = self._choose(taken)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("has just been taken", answer.text)
        for wrong in ("2026-01-01 00:00:00", "2027-11-24 01:00:00", "tomorrow", ""):
            self.assertEqual(self._choose(wrong).status_code, 200)
        self.assertFalse(self.order.scheduled_date_start)

    def test_nothing_is_chosen_when_the_crew_is_there(self):
        start = self._slots()[0]
        self.order.with_context(gas_reason="x")._dispatch(
            self.station_crew, reason="test"
        )
        self.press(self.order, "accept", "depart", "arrive")
        page = self.url_open(self.path)
        self.assertIn("there is nothing", page.text)
        self.assertNotIn('name="start"', page.text)
        self._choose(start)
        self.assertFalse(self.order.scheduled_date_start)
        with self.assertRaisesRegex(UserError, "nothing to choose"):
            self.order._invite()

    def test_nobody_is_asked_when_gas_leaks(self):
        leak = self.make_order("emergency_indoor")
        with self.assertRaisesRegex(UserError, "nothing to choose"):
            leak._invite()
        self.assertFalse(leak.access_token)

    def test_link_is_the_right(self):
        other = self.make_order("repair")
        other._portal_ensure_token()
        for path in (
            f"/gas/appointment/{self.order.id}",
            f"/gas/appointment/{self.order.id}?access_token=x",
            f"/gas/appointment/{self.order.id}?access_token={other.access_token}",
            f"/gas/appointment/{10**9}?access_token={other.access_token}",
        ):
            self.assertEqual(self.url_open(path).status_code, 404, path)
        start = self._slots()[0]
        self.assertEqual(
            self._choose(start, f"/gas/appointment/{other.id}").status_code, 404
        )
        self.assertFalse(other.scheduled_date_start)

    def test_agent_shows_the_link(self):
        order = self.make_order("repair").with_user(self.dispatcher)
        wizard = self.env["gas.order.appointment"].with_user(self.dispatcher)
        wizard = wizard.create({"order_id": order.id})
        self.assertTrue(wizard.may_choose)
        self.assertEqual(wizard.start, wizard.slot_ids[0].start)
        self.assertFalse(wizard.customer_url)
        self.assertEqual(wizard.action_invite()["res_id"], wizard.id)
        wizard.invalidate_recordset()  # as the screen reads it anew
        self.assertEqual(
            wizard.customer_url,
            order.get_base_url() + order.get_portal_url(),
        )
        self.assertIn("data:image/svg+xml", wizard.customer_qr)

    def test_progress_of_an_application_leads_there(self):
        """A16: the work is ordered from the application; its page asks for a day."""
        application = self.env["gas.application"].create(
            {
                "kind_id": self.env.ref("gas_customer.application_kind_alteration").id,
                "contract_id": self.household.id,
            }
        )
        application.action_all_brought()
        application.action_verify_identity()
        application.action_submit()
        with self.assertRaisesRegex(UserError, "not accepted"):
            application.action_order_work()
        application.with_user(self.role("station_head", self.east)).action_accept()
        path = f"/gas/progress/{application.access_token}"
        self.assertNotIn("When may we come", self.url_open(path).text)
        action = application.action_order_work()
        self.assertEqual(action["context"]["default_type"], self.kind("alteration").id)
        defaults = action["context"].items()
        order = self.env["fsm.order"].create(
            {name.removeprefix("default_"): value for name, value in defaults}
        )
        self.assertRecordValues(
            order,
            [
                {
                    "application_id": application.id,
                    "contract_id": self.household.id,
                    "type": self.kind("alteration").id,
                }
            ],
        )
        self.assertEqual(application.order_count, 1)
        self.assertEqual(application.action_order_work()["res_id"], order.id)
        page = self.url_open(path).text
        self.assertIn("When may we come", page)
        self.assertIn(f"/gas/appointment/{order.id}?access_token=", page)
