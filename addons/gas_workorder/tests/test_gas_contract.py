from odoo.tests import Form, tagged

from .common import OrderCase


@tagged("post_install", "-at_install")
class TestGasContractWork(OrderCase):
    """D08, C35: a call begins from the household."""

    def test_report_begins_with_what_is_known(self):
        agent = self.role("agent", self.east)
        action = self.household.with_user(agent).action_report()
        orders = (
            self.env["fsm.order"].with_user(agent).with_context(**action["context"])
        )
        with Form(orders) as form:
            form.type = self.kind("emergency_indoor")
            form.fault = "smells"
        partner = self.household.partner_id
        self.assertRecordValues(
            form.record,
            [
                {
                    "contract_id": self.household.id,
                    "reporter": partner.name,
                    "reporter_phone": partner.phone,
                    "address": self.household.service_point_id.name,
                }
            ],
        )
        household = self.household.with_user(agent)
        household.invalidate_recordset()
        self.assertEqual(household.order_count, 1)
        self.assertEqual(household.open_emergency, form.record.name)
        form.record._cancel("x")
        household.invalidate_recordset()
        self.assertFalse(household.open_emergency)

    def test_form_says_why_the_gas_is_off(self):
        self.assertFalse(self.household.off_reason)
        self.household._move_to("suspended")
        self.env.flush_all()
        self.household.invalidate_recordset()
        self.assertTrue(self.household.off_reason)
