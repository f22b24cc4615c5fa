from datetime import date, timedelta
from pathlib import Path

from freezegun import freeze_time
from psycopg2.errors import ExclusionViolation

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_gas_application import DAY, ApplicationCase


@freeze_time("2026-04-10 03:00:00")
@tagged("post_install", "-at_install")
class TestGasApplicationChanges(ApplicationCase):
    """A13, A15–A19: what each kind changes, by an agent and a reviewer."""

    def _draft_household(self):
        point = self.make_point()
        self.hang(self.make_meter(), point)
        return self.env["gas.contract"].create(
            {
                "partner_id": self.new_customer().id,
                "service_point_id": point.id,
                "date_start": date(2026, 4, 1),
            }
        )

    def test_new_supply(self):
        """A15: from the address to gas, with survey, answer and contract."""
        point, meter = self.make_point(), self.make_meter()
        application = self.apply_for(
            "new_supply",
            partner_id=self.new_customer().id,
            address="锦绣小区新楼",
            new_user_class="commercial",
            station_id=self.east.id,
        )
        application.action_submit()
        self.assertEqual(application.state, "submitted")
        application.with_user(self.reviewer).action_accept()
        application.service_point_id = point
        application.action_draft_contract()
        self.assertEqual(application.contract_id.state, "draft")
        for step in application.step_line_ids:
            step.action_done()
        for event in ("surveyed_on", "replied_on", "paid_on"):
            self.assertTrue(application[event], event)
        application.write(
            {"effective_on": DAY, "new_meter_id": meter.id, "new_index_m3": 2}
        )
        application.action_done()
        self.assertRecordValues(
            application.contract_id,
            [
                {
                    "state": "running",
                    "user_class": "commercial",
                    "date_start": DAY,
                    "meter_id": meter.id,
                    "address": point.name,
                }
            ],
        )
        self.assertEqual(point.installation_ids.index_start_m3, 2)

    def test_ignition(self):
        """A13: the drafted contract runs from the day of the ignition."""
        household = self._draft_household()
        application = self.apply_for("ignition", household)
        self.bring_to_end(application)
        self.assertRecordValues(household, [{"state": "running", "date_start": DAY}])

    def test_ignition_needs_a_meter(self):
        household = self._draft_household()
        household.installation_ids.write(
            {"date_end": date(2026, 4, 2), "index_end_m3": 0}
        )
        application = self.apply_for("ignition", household)
        self.assertRefused("no meter", self.bring_to_end, application)
        self.assertEqual(household.state, "draft")

    def test_works_on_pipes_leave_the_contract(self):
        """A16: alteration, relocation; outside takes longer."""
        for code in ("alteration", "relocation"):
            with self.subTest(kind=code):
                facts = ["state", "partner_id", "user_class", "meter_id"]
                before = self.household.read(facts)
                application = self.apply_for(code, outdoor=code == "alteration")
                self.bring_to_end(application)
                self.assertRecordValues(application, [{"state": "done"}])
                self.assertEqual(self.household.read(facts), before)
                limits = application.promise_ids.policy_id.mapped("code")
                outdoor = "application_pipe_change_outdoor" in limits
                self.assertEqual(outdoor, code == "alteration")

    def test_fitting_of_an_appliance(self):
        """A16, A06: it is on file when the application is done."""
        application = self.apply_for("appliance")
        heater = self.env["gas.appliance"].create(
            {
                "service_point_id": self.household.service_point_id.id,
                "kind_id": self.env.ref("gas_customer.gas_appliance_kind_boiler").id,
            }
        )
        elsewhere = heater.copy({"service_point_id": self.make_point().id})
        self.assertRefused("Appliance", self.bring_to_end, application)
        self.assertRefused(
            "does not stand", self.bring_to_end, application, appliance_id=elsewhere.id
        )
        self.assertEqual((application.state, elsewhere.fitted_on), ("draft", False))
        self.bring_to_end(application, appliance_id=heater.id)
        self.assertRecordValues(application, [{"state": "done"}])
        self.assertEqual(heater.fitted_on, DAY)

    def test_removal(self):
        """A16: the meter is taken down, the point dismantled, nothing runs there."""
        point, meter = self.household.service_point_id, self.household.meter_id
        application = self.apply_for("removal", stop_reason="拆迁")
        self.bring_to_end(application, index_m3=80)
        self.assertRecordValues(self.household, [{"state": "closed", "date_end": DAY}])
        self.assertRecordValues(
            meter.installation_ids, [{"date_end": DAY, "index_end_m3": 80}]
        )
        self.assertFalse(point.active)
        with self.assertRaises(ValidationError) as caught:
            self.env["gas.contract"].create(
                {"partner_id": self.new_customer().id, "service_point_id": point.id}
            )
        self.assertIn("dismantled", str(caught.exception))

    def test_transfer(self):
        """A17: the old contract ends, another begins; the point and meter stay."""
        old, buyer = self.household, self.new_customer()
        application = self.apply_for(
            "transfer",
            property_passes="yes",
            new_partner_id=buyer.id,
            new_household_size=3,
        )
        self.bring_to_end(application, index_m3=120)
        new = application.new_contract_id
        self.assertRecordValues(
            old + new,
            [
                {
                    "state": "closed",
                    "date_start": date(2025, 1, 1),
                    "date_end": DAY,
                    "partner_id": application.partner_id.id,
                    "household_size": 4,
                },
                {
                    "state": "running",
                    "date_start": DAY,
                    "date_end": False,
                    "partner_id": buyer.id,
                    "household_size": 3,
                },
            ],
        )
        self.assertNotEqual(old.name, new.name)
        self.assertEqual(new.meter_id, old.meter_id)
        self.assertEqual(new.service_point_id.contract_id, new)
        self.assertIn(old.name, application.before)

    def test_one_question_decides_between_transfer_and_rename(self):
        """A17: whatever the clerk chose."""
        for chosen in ("transfer", "rename"):
            for answer, kind in (("yes", "transfer"), ("no", "rename")):
                with self.subTest(chosen=chosen, answer=answer):
                    application = self.apply_for(chosen, property_passes=answer)
                    self.assertEqual(application.kind_id, self.kind(kind))
                    self.assertEqual(
                        application.document_line_ids.mapped("name"),
                        self.kind(kind).document_ids.mapped("name"),
                    )
        application = self.apply_for("transfer")
        self.assertRefused("property", application.action_submit)
        self.assertEqual(application.state, "draft")

    def test_rename(self):
        """A17: the contract stays, the customer has another name."""
        application = self.apply_for("rename", property_passes="no", new_name="王改名")
        old_name = self.household.partner_id.name
        self.bring_to_end(application)
        self.assertEqual(self.household.partner_id.name, "王改名")
        self.assertEqual(self.household.state, "running")
        self.assertEqual(application.before, old_name)

    def test_change_of_use(self):
        application = self.apply_for("user_class", new_user_class="commercial")
        self.bring_to_end(application, index_m3=50)
        self.assertEqual(self.household.user_class, "commercial")
        self.assertRecordValues(application, [{"old_user_class": "resident"}])

    def test_household_size(self):
        until = date(2027, 4, 30)
        application = self.apply_for(
            "household_size", new_household_size=7, new_household_size_until=until
        )
        self.bring_to_end(application)
        self.assertRecordValues(
            self.household, [{"household_size": 7, "household_size_until": until}]
        )
        self.assertEqual(application.before, "4")

    def test_suspend_and_resume(self):
        """A19: sealed with a number, opened again; the point stays taken."""
        household = self.household
        application = self.apply_for("suspend", stop_reason="外出务工")
        self.bring_to_end(application, seal="F20260001", index_m3=30)
        self.assertRecordValues(
            household,
            [{"state": "suspended", "seal": "F20260001", "suspended_on": DAY}],
        )
        self.assertEqual(household.service_point_id.contract_id, household)
        again = self.apply_for("suspend", stop_reason="外出")
        self.assertRefused("Suspended", again.action_submit)
        application = self.apply_for("resume")
        with freeze_time("2026-06-01 03:00:00"):
            self.bring_to_end(application, index_m3=30, effective_on=date(2026, 6, 1))
        self.assertRecordValues(
            household, [{"state": "running", "seal": False, "suspended_on": False}]
        )
        self.assertEqual(application.before, "F20260001")

    def test_close(self):
        """A14: the meter stays for the next customer."""
        application = self.apply_for("close", stop_reason="搬走")
        self.bring_to_end(application, index_m3=90)
        self.assertRecordValues(self.household, [{"state": "closed", "date_end": DAY}])
        self.assertTrue(self.household.meter_id)

    def test_close_and_take_the_meter_down(self):
        meter = self.household.meter_id
        application = self.apply_for("close", stop_reason="搬走", remove_meter=True)
        self.bring_to_end(application, index_m3=90)
        self.assertRecordValues(
            meter.installation_ids, [{"date_end": DAY, "index_end_m3": 90}]
        )
        self.assertTrue(self.household.service_point_id.active)

    def test_meter_exchange(self):
        """A18: two installations without a gap, and the gas that moves along."""
        old, new = self.household.meter_id, self.make_meter()
        application = self.apply_for("meter_exchange", exchange_reason="age")
        self.bring_to_end(
            application,
            index_m3=777,
            new_meter_id=new.id,
            new_index_m3=1.5,
            card_balance_m3=12,
        )
        self.assertRecordValues(
            old.installation_ids, [{"date_end": DAY, "index_end_m3": 777}]
        )
        self.assertRecordValues(
            new.installation_ids,
            [{"date_start": DAY, "date_end": False, "index_start_m3": 1.5}],
        )
        self.household.service_point_id.invalidate_recordset()
        self.assertEqual(self.household.meter_id, new)
        self.assertEqual(application.before, old.name)

    def test_meter_test(self):
        application = self.apply_for("meter_test")
        until = date(2032, 4, 9)
        self.bring_to_end(
            application,
            test_result="passed",
            test_error_percent=-0.8,
            verified_until=until,
        )
        self.assertTrue(application.replied_on)
        self.assertEqual(self.household.meter_id.verified_until, until)

    def test_card(self):
        application = self.apply_for("card")
        self.bring_to_end(application, card_number="C0001")
        self.assertEqual(self.household.card_number, "C0001")

    def test_mandate_on_and_off(self):
        """A11: the way of payment and the account follow the agreement."""
        bank = self.env["res.bank"].create({"name": "清源银行"})
        application = self.apply_for(
            "mandate_on",
            bank_id=bank.id,
            bank_account_number="6222000011112222",
            bank_account_holder="王测试",
        )
        self.bring_to_end(application)
        self.assertEqual(self.household.payment_way, "withholding")
        account = self.household.bank_account_id
        self.assertRecordValues(
            account,
            [
                {
                    "acc_number": "6222000011112222",
                    "bank_id": bank.id,
                    "partner_id": self.household.partner_id.id,
                }
            ],
        )
        self.bring_to_end(self.apply_for("mandate_off"))
        self.assertRecordValues(
            self.household, [{"payment_way": "counter", "bank_account_id": False}]
        )
        self.assertTrue(account.exists())

    def test_every_kind_is_walked_through_here(self):
        """G10: a kind that is shipped has its test above."""
        source = Path(__file__).read_text(encoding="utf-8")
        shipped = self.env["ir.model.data"].search(
            [("model", "=", "gas.application.kind"), ("module", "=", "gas_customer")]
        )
        for name in shipped.mapped("name"):
            code = name.removeprefix("application_kind_")
            self.assertIn(f'"{code}"', source)

    # Refusals leave nothing changed

    def test_refused_at_the_end_nothing_has_changed(self):
        """A17: a meter that hangs elsewhere; the whole exchange is undone."""
        old = self.household.meter_id
        elsewhere = self.make_household().meter_id
        application = self.apply_for("meter_exchange", exchange_reason="age")
        application.action_submit()
        application._do_steps(application.step_line_ids)
        application.write(
            {"effective_on": DAY, "new_meter_id": elsewhere.id, "index_m3": 5}
        )
        with self.assertRaises(ExclusionViolation), mute_logger("odoo.sql_db"):
            application.action_done()
        self.assertRecordValues(
            application, [{"state": "in_progress", "before": False}]
        )
        self.assertRecordValues(old.installation_ids, [{"date_end": False}])

    def test_days_must_fit(self):
        application = self.apply_for("close", stop_reason="搬走")
        application.action_submit()
        application.with_user(self.reviewer).action_accept()
        application._do_steps(application.step_line_ids)
        for day, words in (
            (DAY + timedelta(days=1), "future"),
            (date(2024, 12, 31), "before the beginning"),
        ):
            with self.subTest(day=day):
                application.effective_on = day
                self.assertRefused(words, application.action_done)
        self.assertEqual(self.household.state, "running")

    def test_contract_that_changed_meanwhile_is_refused(self):
        application = self.apply_for("suspend", stop_reason="外出")
        application.action_submit()
        application._do_steps(application.step_line_ids)
        application.write({"effective_on": DAY, "seal": "F1"})
        self.household._move_to("closed", date_end=DAY)
        self.assertRefused("Closed", application.action_done)
        self.assertEqual(application.state, "in_progress")
