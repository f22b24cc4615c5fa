from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.gas_mobile.tests.phone import picture

from .crew import CrewCase

NOW = datetime(2026, 11, 23, 2)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFsmOrderMobileActions(CrewCase):
    """D06, D15–D21, D25: what a crew does on site, and when it really did it."""

    def setUp(self):
        super().setUp()
        self.send_earlier(self.order, NOW)

    def _at_the_customers(self):
        self.mine._accept()
        self.mine._depart(self.here)
        self.mine._arrive(self.here)
        return self.mine

    def _diagnosed(self):
        mine = self._at_the_customers()
        mine._diagnose(self.fault.id, "hose worn", "new hose")
        return mine

    def _signed(self):
        mine = self._diagnosed()
        mine._agree("Wang", picture(), 30)
        self.check_all(mine, "door", "site", "after")
        mine._start()
        mine._note({"method": "new hose"})
        mine._pass_check()
        mine._sign("Wang", picture(), 5, "quick")
        return mine

    # When

    def test_step_is_noted_when_it_happened(self):
        at = NOW - timedelta(minutes=40)
        self.mine._accept(at=at)
        self.assertEqual(self.order.accepted_on, at)

    def test_implausible_time_is_replaced_by_the_servers(self):
        early = NOW - timedelta(minutes=59, seconds=1)  # before the crew was sent
        late = NOW + timedelta(minutes=2, seconds=1)
        for at, noted in (
            (early, NOW),
            (late, NOW),
            (None, NOW),
            (NOW + timedelta(minutes=2), NOW + timedelta(minutes=2)),
            (NOW - timedelta(minutes=59), NOW - timedelta(minutes=59)),
        ):
            with self.subTest(at=at):
                self.assertEqual(self.order._time_of(at), noted)
        self.mine._accept(at=late)
        self.assertEqual(self.order.accepted_on, NOW)

    def test_no_step_before_the_one_that_was_noted(self):
        self.mine._accept(at=NOW - timedelta(minutes=10))
        self.mine._depart(at=NOW - timedelta(minutes=20))
        self.assertEqual(self.order.departed_on, NOW)

    def test_note_of_the_office_takes_no_time_of_the_crew_away(self):
        """It called at 10:20; the crew was there at 10:15, without signal."""
        self.mine._accept(at=NOW - timedelta(minutes=50))
        self.mine._depart(at=NOW - timedelta(minutes=45))
        with freeze_time(NOW - timedelta(minutes=20)):
            self.order.action_contacted()
        arrived = NOW - timedelta(minutes=25)
        self.mine._arrive(self.here, at=arrived)
        self.mine._add_photo("before", picture(), at=arrived + timedelta(minutes=1))
        self.assertEqual(self.order.arrived_on, arrived)
        self.assertEqual(self.station_crew.position_on, arrived)
        self.assertEqual(self.order.contacted_on, NOW - timedelta(minutes=20))
        self.assertEqual(self.order.photo_ids.taken_on, arrived + timedelta(minutes=1))

    def test_earlier_call_of_the_crew_is_the_first(self):
        with freeze_time(NOW - timedelta(minutes=20)):
            self.order.action_contacted()
        self.mine._contact(at=NOW - timedelta(minutes=40))
        self.assertEqual(self.order.contacted_on, NOW - timedelta(minutes=40))
        self.mine._contact(at=NOW - timedelta(minutes=30))
        self.assertEqual(self.order.contacted_on, NOW - timedelta(minutes=40))

    def test_visit_that_failed_comes_before_the_next_one(self):
        self.mine._accept(at=NOW - timedelta(minutes=50))
        self.mine._fail("nobody home", at=NOW - timedelta(minutes=30))
        self.order._dispatch(self.station_crew, reason="again")
        self.mine._accept(at=NOW - timedelta(minutes=20))
        self.mine._depart(at=NOW - timedelta(minutes=35))
        self.assertEqual(self.order.departed_on, NOW)

    def test_promise_is_measured_by_the_time_of_the_telephone(self):
        order = self.make_order("emergency", reported_on=NOW)
        order._dispatch(self.near, reason="test")
        mine = order.with_user(self.stranger)
        promises = {p.policy_id.code: p for p in order.promise_ids}
        self.check_all(mine, "before")
        with freeze_time(NOW + timedelta(minutes=20)):
            self.env["gas.promise"]._note_alarms(datetime.now())
            self.assertEqual(promises["emergency_departure"].state, "broken")
            # Out after 3 minutes; its telephone had no signal until now.
            mine._accept(at=NOW + timedelta(minutes=1))
            mine._depart(at=NOW + timedelta(minutes=3))
        self.assertRecordValues(
            promises["emergency_departure"],
            [{"state": "kept", "target_at": NOW + timedelta(minutes=3)}],
        )

    def test_end_of_the_work_is_noted_when_it_happened(self):
        mine = self._signed()
        with freeze_time(NOW + timedelta(hours=2)):
            mine._finish(at=NOW + timedelta(minutes=30))
        self.assertRecordValues(
            self.order,
            [
                {
                    "state": "done",
                    "done_on": NOW + timedelta(minutes=30),
                    "date_end": NOW + timedelta(minutes=30),
                }
            ],
        )

    # The customer is called

    def test_customer_is_called_and_a_time_agreed(self):
        when = datetime(2026, 11, 23, 6)
        self.mine._contact("2026-11-23 06:00:00", at=NOW - timedelta(minutes=5))
        self.assertRecordValues(
            self.order,
            [
                {
                    "contacted_on": NOW - timedelta(minutes=5),
                    "scheduled_date_start": when,
                    "scheduled_date_end": when + timedelta(hours=1),
                }
            ],
        )

    def test_delay_is_announced_with_a_new_time(self):
        self.mine._contact("2026-11-23 06:00:00")
        with freeze_time(NOW + timedelta(hours=3)):
            self.mine._contact("2026-11-23 07:30:00")
        self.assertRecordValues(
            self.order,
            [
                {
                    "contacted_on": NOW,
                    "scheduled_date_start": datetime(2026, 11, 23, 7, 30),
                }
            ],
        )
        self.assertIn("Appointment moved from", self.order.message_ids[0].body)

    # Where

    def test_arrival_keeps_where_the_crew_was(self):
        self.mine._accept()
        self.mine._depart(self.far_off)
        self.assertRecordValues(
            self.station_crew,
            [{"latitude": 22.8260, "longitude": 108.3665, "position_on": NOW}],
        )
        self.mine._arrive(self.here)
        self.assertRecordValues(
            self.order,
            [
                {
                    "state": "on_site",
                    "departure_latitude": 22.8260,
                    "arrival_latitude": 22.8171,
                    "arrival_longitude": 108.3665,
                    "arrival_accuracy_m": 8,
                    "arrival_metres": 11,
                    "arrival_reason": False,
                }
            ],
        )
        self.assertEqual(self.station_crew.latitude, 22.8171)

    def test_far_arrival_needs_a_reason(self):
        self.mine._accept()
        self.mine._depart()
        with self.assertRaises(UserError) as refusal:
            self.mine._arrive(self.far_off)
        self.assertIn("1001 m from the address, 200 m", str(refusal.exception))
        self.assertRecordValues(
            self.order, [{"state": "on_way", "arrived_on": False, "arrival_metres": 0}]
        )
        self.mine._arrive(self.far_off, "entrance at the back")
        self.assertRecordValues(
            self.order,
            [
                {
                    "state": "on_site",
                    "arrival_metres": 1001,
                    "arrival_reason": "entrance at the back",
                }
            ],
        )

    def test_arrival_without_a_position_needs_a_reason(self):
        self.mine._accept()
        self.mine._depart()
        for position in (None, {"latitude": 99, "longitude": 0}):
            with self.assertRaises(UserError) as refusal:
                self.mine._arrive(position)
            self.assertIn("no position", str(refusal.exception))
            self.assertEqual(self.order.state, "on_way")
        self.order.premise_id.write({"latitude": 0, "longitude": 0})
        self.order.write({"latitude": 0, "longitude": 0})
        self.mine._arrive()  # nobody knows where that is
        self.assertEqual(self.order.state, "on_site")

    def test_position_is_reported_while_on_the_way_only(self):
        self.mine._report_position(self.far_off)
        self.assertFalse(self.station_crew.position_on)
        self.mine._accept()
        self.mine._depart()
        self.mine._report_position(self.far_off)
        self.assertEqual(self.station_crew.latitude, 22.8260)
        with self.assertRaises(AccessError):
            self.order.with_user(self.stranger)._report_position(self.here)
        self.assertEqual(self.station_crew.latitude, 22.8260)

    def test_older_position_does_not_replace_a_newer_one(self):
        self.station_crew._place(22.9, 108.4, NOW)
        self.station_crew._place(22.8, 108.3, NOW - timedelta(minutes=1))
        self.assertEqual(self.station_crew.latitude, 22.9)

    # What was found, agreed, done

    def test_no_work_before_manners_at_the_door(self):
        mine = self._diagnosed()
        mine._agree("Wang", picture(), 30)
        self.check_all(mine, "site")
        with self.assertRaises(UserError) as refusal:
            mine._start()
        self.assertIn("Service supervision card", str(refusal.exception))
        self.assertEqual(self.order.state, "agreed")

    def test_diagnosis_needs_a_cause(self):
        mine = self._at_the_customers()
        with self.assertRaises(UserError):
            mine._diagnose(self.fault.id, "")
        self.assertEqual(self.order.state, "on_site")
        mine._diagnose(self.fault.id, "hose worn", "new hose")
        self.assertRecordValues(
            self.order,
            [
                {
                    "state": "diagnosed",
                    "fault_id": self.fault.id,
                    "cause": "hose worn",
                    "plan": "new hose",
                }
            ],
        )

    def test_quotation_is_taken_whole(self):
        mine = self._diagnosed()
        door, hose = self.items["door"].id, self.items["hose"].id
        mine._quote(
            [{"item_id": door, "quantity": 1}, {"item_id": hose, "quantity": 2}]
        )
        kept = self.order.fee_ids.filtered(lambda fee: fee.item_id.id == hose)
        self.assertEqual(self.order.fee_amount, 80)
        mine._quote(
            [{"item_id": hose, "quantity": 1}, {"item_id": door, "quantity": 0}]
        )
        self.assertRecordValues(
            self.order.fee_ids, [{"id": kept.id, "quantity": 1, "amount": 25}]
        )

    def test_customer_never_agrees_with_less_than_it_costs(self):
        mine = self._diagnosed()
        mine._quote([{"item_id": self.items["hose"].id, "quantity": 2}])
        with self.assertRaises(UserError) as refusal:
            mine._agree("Wang", picture(), 30, amount=25)
        self.assertIn("50.00", str(refusal.exception))
        self.assertRecordValues(
            self.order, [{"state": "diagnosed", "agreed_on": False}]
        )
        # More was quoted than it turns out to cost: the lower price holds.
        mine._agree("Wang", picture(), 30, amount=60)
        self.assertEqual(self.order.agreed_amount, 50)

    def test_customer_signs_and_rates(self):
        self._signed()
        self.assertRecordValues(
            self.order,
            [
                {
                    "state": "signed",
                    "signed_by": "Wang",
                    "signed_on": NOW,
                    "rating": "5",
                    "rating_note": "quick",
                }
            ],
        )
        self.assertTrue(self.order.signature)

    def test_nobody_signs_without_name_and_signature(self):
        mine = self._diagnosed()
        mine._agree("Wang", picture(), 30)
        self.check_all(mine, "door", "site", "after")
        mine._start()
        mine._pass_check()
        for name, signature in (("", picture()), ("Wang", "")):
            with self.assertRaises(UserError):
                mine._sign(name, signature, 5)
        self.assertRecordValues(self.order, [{"state": "checked", "signed_on": False}])

    def test_office_lets_the_customer_agree_and_sign(self):
        mine = self._diagnosed()
        order = self.order.with_user(self.dispatcher)
        wizard = self.env["gas.order.agree"].with_user(self.dispatcher)
        action = order.action_open_agree()
        wizard.with_context(**action["context"]).create(
            {"minutes": 45}
        ).action_confirm()
        self.assertRecordValues(
            self.order,
            [
                {
                    "state": "agreed",
                    "agreed_by": self.household.partner_id.name,
                    "quoted_minutes": 45,
                }
            ],
        )
        self.check_all(mine, "door", "site", "after")
        mine._start()
        mine._pass_check()
        sign = self.env["fsm.order.sign.wizard"].with_user(self.dispatcher)
        sign.with_context(active_id=order.id).create(
            {"signed_by": "Wang", "signature": picture(), "rating": "4"}
        ).action_sign()
        self.assertRecordValues(
            self.order, [{"state": "signed", "signed_by": "Wang", "rating": "4"}]
        )

    def test_new_meter_is_found_by_its_number(self):
        order = self.make_order("meter_exchange")
        order._dispatch(self.station_crew, reason="test")
        mine = order.with_user(self.user)
        meter = self.make_meter()
        with self.assertRaises(UserError) as refusal:
            mine._note({"new_meter": "unknown"})
        self.assertIn("unknown", str(refusal.exception))
        mine._note(
            {
                "new_meter": f" {meter.name}",
                "index_m3": 812.5,
                "exchange_reason": "fault",
                "state": "done",
            }
        )
        self.assertRecordValues(
            order,
            [
                {
                    "new_meter_id": meter.id,
                    "index_m3": 812.5,
                    "exchange_reason": "fault",
                    "state": "dispatched",
                }
            ],
        )

    def test_receipt_is_printed_of_what_is_invoiced(self):
        mine = self._diagnosed()
        mine._quote([{"item_id": self.items["hose"].id, "quantity": 2}])
        mine._agree("Wang", picture(), 30)
        order = self.order.with_user(self.dispatcher)
        with self.assertRaises(UserError):
            order.action_print_receipt()
        mine._invoice()
        self.assertEqual(self.order.invoiced_amount, 50)
        report = "gas_workorder.gas_order_receipt_document"
        self.assertEqual(order.action_print_receipt()["report_name"], report)
        html = self.env["ir.qweb"].with_user(self.dispatcher)
        page = html._render(report, {"docs": order, "env": html.env})
        self.assertIn(self.order.invoice_ids.name, page)
        self.assertIn("50.00", page)

    # Photos

    def test_photo_is_seen_by_its_crew_and_its_station_only(self):
        mine = self._at_the_customers()
        mine._add_photo("fault", picture(3200, 800), self.here, NOW)
        photo = mine.photo_ids
        self.assertRecordValues(
            photo,
            [
                {
                    "phase": "fault",
                    "taken_by_id": self.user.id,
                    "taken_on": NOW,
                    "latitude": 22.8171,
                }
            ],
        )
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", photo._name),
                ("res_id", "=", photo.id),
                ("res_field", "=", "image"),
            ]
        )
        self.assertEqual(len(attachment), 1, "not in the table of photos itself")
        photo.with_user(self.dispatcher).read(["image"])
        photo.with_user(self.role("station_head", self.east)).read(["image"])
        for user in (self.stranger, self.role("station_head", self.west)):
            with self.assertRaises(AccessError):
                photo.with_user(user).read(["image"])
            with self.assertRaises(AccessError):
                attachment.with_user(user).read(["datas"])
        for refused in (
            lambda: photo.write({"phase": "after"}),
            lambda: photo.unlink(),
            lambda: photo.create({"order_id": self.order.id, "image": picture()}),
            lambda: self.order.with_user(self.stranger)._add_photo("fault", picture()),
        ):
            with self.assertRaises(AccessError):
                refused()
        self.assertEqual(self.order.photo_ids.phase, "fault")
