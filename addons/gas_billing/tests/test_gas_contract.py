from datetime import date

from odoo.tests import tagged

from .common import BillingCase


@tagged("post_install", "-at_install")
class TestGasContract(BillingCase):
    """A26: what a household has is counted at a glance."""

    def test_records_of_many_households_are_counted_at_once(self):
        read, billed, idle = (self.make_household() for _number in range(3))
        self.bill((billed, 30))
        self.enter(read, date(2026, 4, 20), 20)
        households = read + billed + idle
        self.env.invalidate_all()
        households.mapped("name")
        with self.assertQueryCount(2):
            households.mapped("bill_count")
        self.assertRecordValues(
            households,
            [
                {"reading_count": 1, "bill_count": 0},
                {"reading_count": 1, "bill_count": 1},
                {"reading_count": 0, "bill_count": 0},
            ],
        )
        action = billed.action_open_bills()
        bills = self.env["gas.bill"].search(action["domain"])
        self.assertEqual(bills, billed.bill_ids)

    def test_printed_contract_names_the_tariff(self):
        """A10: the price clause says which price notice holds."""
        household = self.make_household()
        agent = self.role("agent")
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(agent)
            ._render_qweb_html(
                "gas_customer.gas_supply_contract_document", household.ids
            )
        )
        self.assertIn(household.tariff_id.name, html.decode())
