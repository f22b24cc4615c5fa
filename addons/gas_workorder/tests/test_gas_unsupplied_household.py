from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import OrderCase


@tagged("post_install", "-at_install")
class TestGasUnsuppliedHousehold(OrderCase):
    """B29, D31: every household without gas is on one list, with what ends it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls.role("station_head")

    def _found(self, household=None, user=None):
        records = self.env["gas.unsupplied.household"].with_user(user or self.head)
        domain = [("contract_id", "=", (household or self.household).id)]
        self.env.flush_all()
        self.env.invalidate_all()
        return records.search(domain)

    def _stop(self, **vals):
        """Return a stop whose gas is off."""
        stop = self.env["gas.supply.stop"].create(
            {"contract_id": self.household.id, "reason": "hazard"}
        )
        stop._move_to("ordered")
        stop._move_to("stopped", stopped_on=datetime(2026, 11, 26, 2), **vals)
        self.household._move_to("suspended", suspended_on=date(2026, 11, 26))
        return stop

    def test_household_with_gas_is_not_there(self):
        self.assertFalse(self._found())

    def test_stop_says_its_reason_and_what_ends_it(self):
        stop = self._stop()
        self.assertRecordValues(
            self._found(),
            [
                {
                    "cause": "stop",
                    "reason": "Hazard",
                    "since": datetime(2026, 11, 26, 2),
                    "supply_stop_id": stop.id,
                    "order_id": False,
                    "station_id": self.east.id,
                    "ends_by": "Cause cleared, then the restoration is ordered",
                }
            ],
        )
        stop.action_restore()
        order = stop.restore_order_id
        found = self._found()
        self.assertEqual(found.order_id, order)
        self.assertEqual(found.ends_by, f"Order {order.name}: To Be Dispatched")
        self.assertEqual(found.action_open_cause()["res_id"], stop.id)

    def test_customer_who_asked_for_it(self):
        self.household._move_to("suspended", suspended_on=date(2026, 11, 26))
        kinds = self.env["gas.application.kind"]
        application = self.env["gas.application"].create(
            {
                "kind_id": kinds.search([("code", "=", "suspend")]).id,
                "contract_id": self.household.id,
                "partner_id": self.household.partner_id.id,
            }
        )
        self.assertEqual(self._found().cause, "unexplained")
        self.env.cr.execute(
            "UPDATE gas_application SET state = 'done' WHERE id = %s", [application.id]
        )
        found = self._found()
        self.assertEqual(
            (found.cause, found.reason, found.application_id),
            ("application", "Suspend Supply", application),
        )
        # 26 November begins in China at 16:00 of the 25th in UTC.
        self.assertEqual(found.since, datetime(2026, 11, 25, 16))
        resume = self.env["gas.application"].create(
            {
                "kind_id": kinds.search([("code", "=", "resume")]).id,
                "contract_id": self.household.id,
                "partner_id": self.household.partner_id.id,
            }
        )
        self.assertEqual(self._found().ends_by, f"Application {resume.name}")

    def test_found_by_whatever_is_known_of_the_household(self):
        self._stop()
        self._found()
        contract = self.household
        records = self.env["gas.unsupplied.household"].with_user(self.head)
        for text in (
            contract.name,
            contract.partner_id.name,
            contract.phone,
            contract.address,
            contract.meter_id.name,
        ):
            with self.subTest(text=text):
                found = records.search([("any_text", "ilike", text)])
                self.assertEqual(found.contract_id, contract)

    def test_other_station_sees_nothing(self):
        self._stop()
        self.assertFalse(self._found(user=self.role("dispatcher", self.west)))
        with self.assertRaises(AccessError):
            self._found(user=self.env.ref("base.public_user"))

    @freeze_time("2026-11-26 03:00:00")
    def test_restored_household_is_gone(self):
        stop = self._stop()
        stop.action_restore()
        stop._move_to("restored", restored_on=datetime(2026, 11, 26, 3))
        self.household._move_to("running", suspended_on=False)
        self.assertFalse(self._found())
