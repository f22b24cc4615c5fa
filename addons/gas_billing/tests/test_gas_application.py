from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.gas_customer.tests.test_gas_application import ApplicationCase

from .common import BillingCase

DAY = date(2026, 4, 10)


@tagged("post_install", "-at_install")
class TestGasApplicationBilling(ApplicationCase, BillingCase):
    """A17, A26, B10: applications, readings, prices and money agree."""

    def _transfer(self, **vals):
        return self.apply_for(
            "transfer",
            property_passes="yes",
            new_partner_id=self.new_customer().id,
            **vals,
        )

    def _pay(self, household):
        action = household.with_user(self.cashier).action_pay()
        self.env[action["res_model"]].with_user(self.cashier).with_context(
            **action["context"]
        ).create({}).action_create_payments()

    def _review(self, *readings):
        for reading in readings:
            if reading.finding:
                reading.handling = "photo"
            reading.with_user(self.clerk).action_review()

    def _bills_of_april(self):
        campaign = self.make_campaign(date(2026, 4, 1), missing_reason="test")
        campaign.action_rate()
        return campaign.bill_ids.sorted("contract_id")

    def test_transfer_waits_for_the_debt_and_divides_the_gas(self):
        """A17, A26: refused with the sum; paid, it goes through; both bills right."""
        old = self.household
        self.bill((old, 30))
        application = self._transfer()
        self.assertEqual(application.amount_due, 92.10)
        self.assertRefused("92.10", application.action_submit)
        self.assertRecordValues(application, [{"state": "draft"}])
        self.assertRecordValues(old, [{"state": "running", "date_end": False}])
        self._pay(old)
        self.env.invalidate_all()

        self.bring_to_end(application, index_m3=40)
        new = application.new_contract_id
        self.assertEqual(new.tariff_id, old.tariff_id)
        self.assertEqual(new.route_id, old.route_id)
        final = old.reading_ids.filtered(lambda reading: reading.date == DAY)
        self.assertRecordValues(
            final,
            [
                {
                    "index_m3": 40,
                    "volume_m3": 10,
                    "state": "entered",
                    "entered_by_id": self.agent.id,
                    "meter_id": new.meter_id.id,
                }
            ],
        )
        first = self.enter(new, date(2026, 4, 30), 55)
        self.assertRecordValues(
            first, [{"volume_m3": 15, "previous_date": DAY, "previous_index_m3": 40}]
        )
        self._review(final, first)
        self.assertRecordValues(
            self._bills_of_april(),
            [
                {
                    "contract_id": old.id,
                    "partner_id": old.partner_id.id,
                    "period_start": date(2026, 3, 20),
                    "period_end": DAY,
                    "volume_m3": 10,
                    "amount_total": 30.70,
                },
                {
                    "contract_id": new.id,
                    "partner_id": new.partner_id.id,
                    "period_start": DAY,
                    "period_end": date(2026, 4, 30),
                    "volume_m3": 15,
                    "amount_total": 46.05,
                },
            ],
        )

    def test_debt_that_arises_meanwhile_stops_the_end(self):
        application = self._transfer()
        application.action_submit()
        application.with_user(self.reviewer).action_accept()
        application._do_steps(application.step_line_ids)
        self.bill((self.household, 30))
        self.env.invalidate_all()
        application.write({"effective_on": DAY, "index_m3": 40})
        self.assertRefused("92.10", application.action_done)
        self.assertEqual(self.household.state, "running")
        self.assertEqual(application.state, "in_progress")

    def test_index_that_goes_back_undoes_all(self):
        """A refused reading leaves contract, meter and application as they were."""
        self.read_and_review(self.household, date(2026, 3, 20), 30)
        application = self._transfer()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.bring_to_end(application, index_m3=25)
        self.env.invalidate_all()
        self.assertEqual(self.household.state, "running")
        self.assertEqual(self.household.service_point_id.contract_ids, self.household)
        self.assertEqual(len(self.household.reading_ids), 1)

    def test_reading_after_the_day_is_in_the_way(self):
        self.read_and_review(self.household, date(2026, 4, 10), 30)
        application = self.apply_for("suspend", stop_reason="外出")
        self.assertRefused(
            "after the day",
            lambda: self.bring_to_end(
                application, effective_on=date(2026, 4, 9), index_m3=29, seal="F1"
            ),
        )
        self.assertEqual(self.household.state, "running")

    def test_reading_of_the_same_day_is_used_or_contradicts(self):
        self.read_and_review(self.household, DAY, 30)
        application = self.apply_for("suspend", stop_reason="外出")
        self.assertRefused(
            "one of them is wrong",
            lambda: self.bring_to_end(application, index_m3=31, seal="F1"),
        )
        self.bring_to_end(application, index_m3=30, seal="F1")
        self.assertEqual(len(self.household.reading_ids), 1)
        self.assertEqual(self.household.state, "suspended")

    def test_exchange_is_a_reading_of_the_old_meter(self):
        """A18, B10: gas up to the exchange is billed, none twice."""
        old, new = self.household.meter_id, self.make_meter()
        application = self.apply_for("meter_exchange", exchange_reason="age")
        self.bring_to_end(application, index_m3=60, new_meter_id=new.id)
        self.assertRecordValues(
            self.household.reading_ids,
            [
                {
                    "meter_id": old.id,
                    "index_m3": 60,
                    "volume_m3": 60,
                    "source": "exchange",
                    "date": DAY,
                }
            ],
        )
        later = self.enter(self.household, date(2026, 4, 30), 12)
        self.assertRecordValues(later, [{"meter_id": new.id, "volume_m3": 12}])

    def test_suspended_households_are_not_waited_for(self):
        """A19: no reader goes there; what was used before is billed."""
        other = self.make_household()
        application = self.apply_for("suspend", stop_reason="外出")
        self.bring_to_end(application, seal="F1", index_m3=20)
        campaign = self.make_campaign(date(2026, 4, 1))
        missing = self.env["gas.contract"].search(campaign._missing_domain())
        self.assertIn(other, missing)
        self.assertNotIn(self.household, missing)
        self._review(self.household.reading_ids)
        (bill,) = self._bills_of_april()
        self.assertRecordValues(bill, [{"volume_m3": 20, "amount_total": 61.40}])

    def test_change_of_use_keeps_the_price_of_gas_used_before(self):
        """A03: the bill up to the day at the old price, the next at the new."""
        household = self.household
        application = self.apply_for(
            "user_class",
            new_user_class="commercial",
            new_tariff_id=self.tariffs["commercial"].id,
        )
        self.bring_to_end(application, index_m3=50)
        self.assertRecordValues(
            household,
            [
                {
                    "user_class": "commercial",
                    "tariff_id": self.tariffs["commercial"].id,
                }
            ],
        )
        later = self.enter(household, date(2026, 4, 30), 70)
        before = household.reading_ids - later
        self.assertEqual(before.class_change_id, application)
        self.assertFalse(later.class_change_id)
        self._review(before, later)
        (bill,) = self._bills_of_april()
        self.assertRecordValues(
            bill,
            [
                {
                    "user_class": "resident",
                    "tariff_id": self.tariffs["resident"].id,
                    "volume_m3": 50,
                    "period_end": DAY,
                }
            ],
        )
        self.assertEqual(later.bill_id, bill.browse())
        bill.campaign_id.action_approve()
        bill.campaign_id.action_post()
        campaign = self.make_campaign(date(2026, 5, 1), missing_reason="test")
        campaign.action_rate()
        self.assertRecordValues(
            campaign.bill_ids,
            [
                {
                    "user_class": "commercial",
                    "tariff_id": self.tariffs["commercial"].id,
                    "volume_m3": 20,
                    "period_start": DAY,
                }
            ],
        )

    def test_only_tariff_of_a_class_is_proposed(self):
        application = self.apply_for("user_class", new_user_class="commercial")
        fitting = application._fitting_tariffs()
        self.assertTrue(fitting)
        self.assertEqual(
            application.new_tariff_id, fitting if len(fitting) == 1 else fitting[:0]
        )
        if len(fitting) > 1:
            self.assertRefused("tariff", application.action_submit)
