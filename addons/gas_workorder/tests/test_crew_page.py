import base64
import io
import time

from PIL import Image

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.gas_mobile.tests.phone import picture

from ..controllers.crew import PAGE
from .crew_phone import CrewPageCase


@tagged("post_install", "-at_install")
class TestCrewPage(CrewPageCase):
    """D06, D15–D21, D34: the page of crews, in the hand of a technician."""

    # What the page talks to

    def test_page_is_for_those_who_are_sent(self):
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(PAGE.url).url)
        self.assertEqual(self.call("orders")["error"]["code"], 100)
        reader = self.role("reader")
        self.authenticate(reader.login, reader.login)
        self.assertNotIn("assets_crew", self.url_open(PAGE.url).text)
        self.authenticate(self.user.login, self.user.login)
        page = self.url_open(PAGE.url)
        self.assertIn("assets_crew", page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")

    def test_page_can_stand_on_the_home_screen(self):
        self.authenticate(self.user.login, self.user.login)
        manifest = self.url_open(f"{PAGE.url}/manifest.webmanifest").json()
        self.assertEqual(
            (manifest["scope"], manifest["start_url"]), (PAGE.url, PAGE.url)
        )
        for icon in manifest["icons"]:
            self.assertEqual(
                self.url_open(icon["src"]).headers["Content-Type"], "image/png"
            )
        worker = self.url_open(f"{PAGE.url}/worker.js")
        self.assertEqual(worker.headers["Service-Worker-Allowed"], PAGE.url)
        self.assertIn("javascript", worker.headers["Content-Type"])

    def test_actions_are_sent_and_orders_loaded(self):
        self.authenticate(self.user.login, self.user.login)
        accept, depart = self.sent("accept"), self.sent("arrive")
        answers = self.call("send", actions=[accept, depart])["result"]
        self.assertEqual([answer["state"] for answer in answers], ["done", "refused"])
        self.assertEqual(self.call("send", actions=[accept])["result"], answers[:1])
        (order,) = self.call("orders")["result"]["orders"]
        self.assertEqual((order["id"], order["state"]), (self.order.id, "accepted"))

    def test_second_technician_gets_and_does_nothing(self):
        self.authenticate(self.stranger.login, self.stranger.login)
        self.assertEqual(self.call("orders")["result"]["orders"], [])
        actions = [
            self.sent("accept"),
            self.sent("photo", {"phase": "fault", "image": picture()}),
        ]
        answers = self.call("send", actions=actions)["result"]
        self.assertEqual({answer["state"] for answer in answers}, {"refused"})
        with mute_logger("odoo.http"):
            stolen = self.call("position", res_id=self.order.id, position=self.here)
        self.assertEqual(stolen["error"]["data"]["name"], "odoo.exceptions.AccessError")
        self.assertEqual(self.order.state, "dispatched")
        self.assertFalse(self.order.photo_ids or self.station_crew.position_on)

    def test_page_of_another_user_gets_and_sends_nothing(self):
        """The telephone has changed hands: who logs in does nothing in his name."""
        self.authenticate(self.user.login, self.user.login)
        sent = [self.sent("accept")]
        with mute_logger("odoo.http"):
            for path, params in (("orders", {}), ("send", {"actions": sent})):
                answer = self.call(path, user_id=self.stranger.id, **params)
                self.assertIn("OtherUserError", answer["error"]["data"]["name"])
        self.assertEqual(self.order.state, "dispatched")
        self.assertFalse(self.order.mobile_action_ids)

    def test_photo_is_fetched_by_its_crew_only(self):
        self.mine._add_photo("fault", picture())
        url = f"/web/image/gas.order.photo/{self.order.photo_ids.id}/image"
        self.authenticate(self.user.login, self.user.login)
        mine = self.url_open(url)
        self.assertEqual(mine.content, base64.b64decode(self.order.photo_ids.image))
        self.authenticate(self.stranger.login, self.stranger.login)
        self.assertNotEqual(self.url_open(url).content, mine.content)

    # The page in the hand

    def setUp(self):
        super().setUp()
        self.address = self.order.address

    def test_order_from_accepting_to_finishing(self):
        with self.phone_of_crew() as phone:
            phone.tap(self.address)
            phone.big("Accept the Order")
            phone.tap("Call the Customer")
            phone.tap("In 30 minutes")
            phone.big("Agreed on This Time")
            phone.big("Set Out")
            phone.see("I Am Here")
            # A kilometre away: a reason is asked for.
            phone.big("I Am Here")
            phone.see("1001 m From the Address")
            phone.tap("Address on file is wrong")
            phone.big("I Am Here")
            phone.check_all("Check at the Door")
            phone.big("Enter the Cause")
            phone.tap("Hose loose or worn")
            phone.tap("Replace the part")
            phone.big("Cause Found")
            phone.big("Tell Time and Price")
            phone.see("Hose")
            phone.tap_nth(".gas_step", 1)
            phone.see("25.00 yuan")
            phone.big("Show It to the Customer")
            phone.tap("60 minutes")
            phone.sign()
            phone.big("Customer Agrees")
            phone.check_all("Check Before Work")
            phone.big("Begin the Work")
            phone.big("Enter What Was Done")
            phone.big("Confirm")
            phone.check_all("Check After Work")
            phone.big("All Is Safe")
            phone.big("Let the Customer Sign")
            phone.tap_nth(".gas_star", 3)
            phone.see("Satisfied")
            phone.sign()
            phone.big("Customer Signs")
            phone.big("Finish the Order")
            phone.see("Over Today")
            phone.sent()
        self.assertRecordValues(
            self.order,
            [
                {
                    "arrival_metres": 1001,
                    "arrival_reason": "Address on file is wrong",
                    "fault_id": self.fault.id,
                    "cause": "Hose loose or worn",
                    "plan": "Replace the part",
                    "method": "Replace the part",
                    "agreed_amount": 25,
                    "agreed_by": self.household.partner_id.name,
                    "quoted_minutes": 60,
                    "rating": "4",
                    "signed_by": self.household.partner_id.name,
                }
            ],
        )
        self.assertTrue(self.order.scheduled_date_start)
        self.assertTrue(self.order.signature and self.order.agreed_signature)
        self.assertEqual(set(self.order.mobile_action_ids.mapped("state")), {"done"})

    def test_position_is_reported_on_the_way_once_a_minute(self):
        sent = """performance.getEntriesByType("resource").filter(
            (entry) => entry.name.endsWith("/gas/crew/position")
        ).length"""
        with self.phone_of_crew() as phone:
            phone.tap(self.address)
            phone.big("Accept the Order")
            phone.see("Set Out")
            self.assertEqual(phone.run(sent), 0)
            phone.big("Set Out")
            phone.wait(f"{sent} === 1", "position is not reported")
            for latitude in (22.825, 22.824):
                phone.stand_at({**self.far_off, "latitude": latitude})
                time.sleep(0.5)
            self.assertEqual(phone.run(sent), 1)
            phone.sent()
        self.assertEqual(self.station_crew.latitude, 22.8260)

    def test_photo_is_scaled_down_before_it_is_sent(self):
        for step in (self.mine._accept, self.mine._depart):
            step()
        self.mine._arrive(self.here)
        with self.phone_of_crew() as phone:
            phone.tap(self.address)
            phone.see("The Fault")
            phone.run(
                """new Promise((resolve) => {
                const canvas = document.createElement("canvas");
                canvas.width = 3200;
                canvas.height = 1600;
                canvas.toBlob((blob) => {
                    const files = new DataTransfer();
                    files.items.add(new File([blob], "photo.jpg", { type: blob.type }));
                    const input = document.querySelectorAll("input[type=file]")[1];
                    input.files = files.files;
                    input.dispatchEvent(new Event("change"));
                    resolve(true);
                }, "image/jpeg");
                })"""
            )
            phone.wait("document.querySelector('.gas_photos img')", "no photo")
            phone.sent()
        photo = self.order.photo_ids
        self.assertRecordValues(photo, [{"phase": "fault", "latitude": 22.8260}])
        image = Image.open(io.BytesIO(base64.b64decode(photo.image)))
        self.assertEqual((image.format, image.size), ("JPEG", (1600, 800)))

    def accept_without_signal(self, phone):
        phone.tap(self.address)
        phone.see("Accept the Order")
        phone.signal(False)
        phone.big("Accept the Order")
        phone.see("No signal: 1 entries wait")

    def test_work_without_signal_arrives_once(self):
        with self.phone_of_crew() as phone:
            self.accept_without_signal(phone)
            phone.big("Set Out")
            phone.see("No signal: 2 entries wait")
            phone.run(f"location.hash = '#{self.order.id}/fail'")
            phone.tap("Nobody at home")
            phone.big("Visit Failed")
            phone.see("No signal: 3 entries wait")
            with self.between_requests():
                self.assertEqual(self.order.state, "dispatched")
            # The page is opened anew, and no server answers.
            phone.wait(
                "caches.match('/gas/crew')",
                "the page is not kept",
            )
            with self.page_fails():
                phone.open()
                phone.see("No signal: 3 entries wait")
                phone.see("Visit Failed")
            phone.signal(True)
            phone.tap("No signal")
            phone.sent()
        self.assertRecordValues(
            self.order, [{"state": "failed", "unfinished_reason": "Nobody at home"}]
        )
        self.assertEqual(
            self.order.mobile_action_ids.sorted("id").mapped("kind"),
            ["accept", "depart", "fail"],
        )
        self.assertTrue(
            all(e.done_on <= e.received_on for e in self.order.mobile_action_ids)
        )

    def test_first_words_are_waited_for(self):
        """Without its terms there is no page: a slow answer to the first is no none."""
        terms = "/web/webclient/translations"
        with self.phone_of_crew() as phone:
            phone.wait("caches.match('/gas/crew')", "the page is not kept")
            with self.at(terms, lambda: time.sleep(6)):
                answer = phone.fetch(f"{terms}?hash=&lang=en_US")
                self.assertTrue(answer["modules"])
                # What is kept is used instead, after a while.
                answer = phone.fetch(f"{terms}?hash=x&lang=en_US")
                self.assertEqual(answer, {"hash": "x"})

    def test_refusal_is_shown_until_it_is_seen(self):
        with self.phone_of_crew() as phone:
            self.accept_without_signal(phone)
            with self.between_requests():
                self.order._hand_over("given to another crew")
            phone.signal(True)
            phone.tap("No signal")
            phone.see("Not entered: Accept")
            phone.see("You are not sent to this order, or no longer")
            phone.tap("I Have Seen It")
            phone.miss("Not entered")
        self.assertEqual(self.order.state, "new")
