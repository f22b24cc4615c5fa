from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ..controllers import public_page
from .test_gas_application import ApplicationCase


@tagged("post_install", "-at_install")
class TestPublicPages(HttpCase, ApplicationCase):
    """A22, G01: what strangers may open shows little, fails quietly, and has limits."""

    def setUp(self):
        super().setUp()
        self.patch(public_page, "_attempts", public_page.Attempts())
        self.application = self.apply_for("suspend", stop_reason="外出")
        self.application.action_submit()
        self.path = f"/gas/progress/{self.application.access_token}"

    def test_page_is_shown_by_no_other_page(self):
        answer = self.url_open(self.path)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["X-Frame-Options"], "DENY")
        self.assertIn("frame-ancestors", answer.headers["Content-Security-Policy"])

    def test_links_that_lead_nowhere(self):
        for token in ("%00", "x" * 5000, "'; --", "%F0%9F%92%A3" * 8, "0" * 32):
            with self.subTest(token=token[:20]):
                answer = self.url_open(f"/gas/progress/{token}")
                self.assertEqual(answer.status_code, 404)

    def test_who_guesses_waits(self):
        with patch.object(public_page, "MOST_FAILURES", 3):
            for _number in range(3):
                answer = self.url_open(f"/gas/progress/{'0' * 32}")
                self.assertEqual(answer.status_code, 404)
            answer = self.url_open(self.path)
        self.assertEqual(answer.status_code, 429)

    def test_trail_stays(self):
        """What tells who changed what is deleted by nobody who wrote it."""
        partner = self.household.partner_id
        head = self.role("station_head", self.east)
        author = {"author_id": head.partner_id.id}
        trail = partner.message_post(body="x", message_type="notification", **author)
        trail.write({"model": "gas.contract", "res_id": self.household.id})
        mine = trail.with_user(head)
        with self.assertRaises(UserError):
            mine.unlink()
        with self.assertRaises(UserError):
            mine.write({"body": "y"})
        self.assertEqual(trail.exists().body, "<p>x</p>")
        words = self.household.message_post(body="z", message_type="comment", **author)
        words.with_user(head).unlink()
        self.assertFalse(words.exists())
