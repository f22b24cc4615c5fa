from datetime import date, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import GasCase

TODAY = date(2026, 6, 15)


@tagged("post_install", "-at_install")
class TestArchive(GasCase):
    """A01, A02, A09, A24, A25, G04: complete, checked, protected, and traceable."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.household = cls.make_household()
        cls.customer = cls.household.partner_id
        cls.agent = cls.role("agent", cls.east)
        cls.head = cls.role("station_head", cls.east)

    def _as(self, user, record):
        return record.with_user(user)

    def _changes(self):
        return self.env["gas.fact.change"].search(
            [("id", "in", self.household.fact_change_ids.ids)]
        )

    def _complete(self, household):
        household.write({"property_use": "own", "heating": "none"})
        household.partner_id.gas_identity_masked = "11010519491231002X"
        kind = self.env["gas.appliance.kind"].search(
            [("category", "!=", "meter")], limit=1
        )
        self.env["gas.appliance"].create(
            {
                "service_point_id": household.service_point_id.id,
                "kind_id": kind.id,
                "made_on": "2024-01-01",
                "fitted_on": "2024-02-01",
            }
        )

    # Complete

    def test_missing_facts_are_named_and_counted(self):
        """A02: what is not asked at opening is completed later."""
        self.assertEqual(self.household.archive_percent, 42)  # 3 of 7
        self.assertEqual(
            self.household.archive_missing,
            "ID Number、Use of the Building、Heating、Appliance",
        )
        self._complete(self.household)
        self.assertEqual(self.household.archive_percent, 100)
        self.assertFalse(self.household.archive_missing)

    def test_business_is_asked_for_a_person_and_not_for_its_size(self):
        shop = self.make_household(user_class="commercial")
        self.assertIn("Contact Person", shop.archive_missing)
        self.assertNotIn("Household Size", shop.archive_missing)
        shop.partner_id.gas_contact_name = "张经理"
        self.assertNotIn("Contact Person", shop.archive_missing)

    def test_incomplete_archives_are_found_and_cost_no_query_each(self):
        """A01: the list of households with gaps."""
        complete = self.make_household()
        self._complete(complete)
        both = self.household + complete
        self.env.flush_all()
        found = both.search([("archive_percent", "<", 100), ("id", "in", both.ids)])
        self.assertEqual(found, self.household)
        more = both + self.make_household() + self.make_household()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            more.web_read({"archive_percent": {}, "archive_missing": {}})

    # Checked

    @freeze_time(TODAY)
    def test_data_is_to_be_checked_after_the_months_of_the_company(self):
        """A09: due on the day after, not on the day itself."""
        company = self.household.company_id
        company.gas_archive_check_months = 6
        for start, due in ((date(2025, 12, 15), False), (date(2025, 12, 14), True)):
            with self.subTest(start=start):
                self.household.date_start = start
                self.assertEqual(self.household.archive_overdue, due)
                found = self.household.search(
                    [("archive_overdue", "=", True), ("id", "=", self.household.id)]
                )
                self.assertEqual(bool(found), due)

    @freeze_time(TODAY)
    def test_button_notes_who_checked_and_when(self):
        self.household.date_start = date(2020, 1, 1)
        self.assertTrue(self.household.archive_overdue)
        self._as(self.agent, self.household).action_check_archive()
        self.assertRecordValues(
            self.household,
            [
                {
                    "archive_checked_on": TODAY,
                    "archive_checked_by_id": self.agent.id,
                    "archive_overdue": False,
                }
            ],
        )

    def test_nobody_states_another_day_or_person(self):
        household = self._as(self.agent, self.household)
        with self.assertRaises(UserError):
            household.write({"archive_checked_on": "2030-01-01", "property_use": "own"})
        self.assertFalse(household.archive_checked_on)
        self.assertFalse(household.property_use)
        with self.assertRaises(AccessError):
            self._as(
                self.role("reader", self.east), self.household
            ).action_check_archive()
        self.assertFalse(self.household.archive_checked_on)

    def test_report_tells_the_share_of_each_station(self):
        """A01: the share of complete archives as an indicator."""
        self._complete(self.household)
        self.make_household()
        self.make_household(self.harbour)
        self.env.flush_all()
        report = self.env["gas.archive.report"].with_user(self.head)
        rows = report.search([("user_class", "=", "resident")])
        self.assertRecordValues(
            rows,
            [
                {
                    "station_id": self.east.id,
                    "household_count": 2,
                    "complete_count": 1,
                    "complete_percent": 50.0,
                    "checked_count": 2,
                }
            ],
        )

    # Changes

    def test_change_is_kept_with_old_value_person_and_reason(self):
        """G04: who, when, what and why."""
        old = self.customer.phone
        self._as(self.agent, self.customer).write(
            {"phone": "19011112222", "gas_change_reason": "客户来电更正"}
        )
        change = self.customer.gas_fact_change_ids
        self.assertRecordValues(
            change,
            [
                {
                    "fact": "phone",
                    "old_value": old,
                    "new_value": "19011112222",
                    "reason": "客户来电更正",
                    "create_uid": self.agent.id,
                }
            ],
        )
        self.assertEqual(self.household.fact_change_ids, change)

    def test_no_reason_no_change_of_what_was_known(self):
        phone = self.customer.phone
        with self.assertRaises(UserError) as caught:
            self._as(self.agent, self.customer).phone = "19011112222"
        self.assertIn("Phone", str(caught.exception))
        self.assertEqual(self.customer.phone, phone)
        self.assertFalse(self.customer.gas_fact_change_ids)

    def test_filling_a_gap_needs_no_reason(self):
        self._as(self.agent, self.customer).gas_contact_name = "女儿小红"
        self.assertRecordValues(
            self.customer.gas_fact_change_ids,
            [{"fact": "gas_contact_name", "old_value": "", "new_value": "女儿小红"}],
        )

    def test_form_asks_for_the_reason_when_something_is_replaced(self):
        view = "base.view_partner_form"
        with Form(self._as(self.agent, self.customer), view) as form:
            self.assertFalse(form.gas_asks_reason)
            form.gas_contact_name = "女儿小红"
            self.assertFalse(form.gas_asks_reason)
            form.name = "王新名"
            self.assertTrue(form.gas_asks_reason)
            form.gas_change_reason = "身份证上的写法"
        change = self.customer.gas_fact_change_ids.filtered(
            lambda change: change.fact == "name"
        )
        self.assertEqual(change.new_value, "王新名")
        self.assertEqual(change.reason, "身份证上的写法")
        self.assertFalse(self.customer.gas_change_reason)

    def test_phones_class_and_address_are_kept_as_well(self):
        phone = self.env["gas.customer.phone"].create(
            {"partner_id": self.customer.id, "number": "0771-3456789"}
        )
        phone.number = "0771-3456780"
        phone.unlink()
        self.household.user_class = "commercial"
        self.household.service_point_id.room = "503"
        self.household.service_point_id.premise_id.street = "解放路1号"
        kept = [
            (change.fact, change.old_value, change.new_value)
            for change in self._changes().sorted("id")
        ]
        self.assertEqual(
            kept,
            [
                ("gas_phone_ids", "", "0771-3456789"),
                ("gas_phone_ids", "0771-3456789", "0771-3456780"),
                ("gas_phone_ids", "0771-3456780", ""),
                ("user_class", "Resident", "Commercial"),
                ("room", "502", "503"),
                ("street", kept[5][1], "解放路1号"),
            ],
        )

    def test_drafts_and_people_who_are_no_customers_leave_no_trace(self):
        stranger = self.env["res.partner"].create({"name": "张三", "phone": "1"})
        stranger.with_user(self.agent).name = "李四"
        self.assertFalse(stranger.gas_fact_change_ids)

    def test_history_is_that_of_ones_own_station(self):
        theirs = self.make_household(self.harbour)
        theirs.partner_id.name = "码头新名"
        theirs.user_class = "commercial"
        changes = theirs.fact_change_ids
        self.assertEqual(len(changes), 2)
        for role in ("agent", "reader", "cashier", "station_head"):
            with self.subTest(role=role):
                seen = self.env["gas.fact.change"].with_user(self.role(role, self.east))
                self.assertFalse(seen.search([("id", "in", changes.ids)]))
                self.assertFalse(changes.with_user(seen.env.uid).has_access("read"))
        for role in ("agent", "station_head", "administrator"):
            with self.assertRaises(AccessError):
                changes.with_user(self.role(role)).write({"old_value": "x"})
            with self.assertRaises(AccessError):
                changes.with_user(self.role(role)).unlink()
        self.assertEqual(changes.exists(), changes)

    # Protected

    @freeze_time(TODAY)
    def test_head_of_station_protects_until_a_day(self):
        """A24: with reason and permission, until its last day."""
        household = self._as(self.head, self.household)
        today = fields.Date.context_today(household)
        household.write({"protection": "old_alone", "protected_until": today})
        self.assertTrue(household.is_protected)
        self.assertEqual(household.protected_by_id, self.head)
        self.assertEqual(household.protected_on, today)
        found = household.search([("is_protected", "=", True)])
        self.assertIn(household, found)
        household.with_context(gas_reason="到期").protected_until = today - timedelta(1)
        self.assertFalse(household.is_protected)
        self.assertNotIn(household, household.search([("is_protected", "=", True)]))
        facts = household.fact_change_ids.mapped("fact")
        self.assertEqual(set(facts), {"protection", "protected_until"})

    def test_nobody_else_protects(self):
        for role in ("agent", "cashier", "reader", "finance"):
            user = self.role(role, self.east)
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._as(user, self.household).protection = "ill"
            self.assertFalse(self.household.protection)
        point = self.make_point()
        with self.assertRaises(AccessError):
            self.env["gas.contract"].with_user(self.agent).create(
                {
                    "partner_id": self.customer.id,
                    "service_point_id": point.id,
                    "protection": "ill",
                }
            )
        self.assertFalse(point.contract_ids)

    # Credit

    def test_credit_class_is_the_worst_that_a_rule_gives_and_says_why(self):
        """A25: by rules that are data, from facts that add-ons tell."""
        self.assertEqual(self.household.credit_class, "A")
        self.assertFalse(self.household.credit_reason)
        thief, other = self.household, self.make_household()
        model = type(self.env["gas.contract"])
        self.patch(model, "_credit_thefts", lambda contracts: {thief: 2})
        both = self.household + other
        self.env.invalidate_all()
        self.assertEqual(both.mapped("credit_class"), ["D", "A"])
        self.assertIn("2", self.household.credit_reason)
        contracts = self.env["gas.contract"]
        ours = [("id", "in", both.ids)]
        for wanted, found in (("D", thief), ("A", other), ("B", contracts)):
            self.assertEqual(
                contracts.search([*ours, ("credit_class", "=", wanted)]), found
            )
            self.assertEqual(
                contracts.search([*ours, ("credit_class", "!=", wanted)]), both - found
            )
        rule = self.env.ref("gas_customer.gas_credit_rule_theft")
        rule.from_value = 3
        both.invalidate_recordset(["credit_class", "credit_reason"])
        self.assertEqual(both.mapped("credit_class"), ["A", "A"])

    # Phones

    def test_phones_that_cannot_be_are_refused(self):
        for wrong in ("1234567", "1380771123", "3456789"):
            with self.subTest(phone=wrong):
                with self.assertRaises(ValidationError):
                    self.customer.phone = wrong
                with self.assertRaises(ValidationError):
                    self.env["gas.customer.phone"].create(
                        {"partner_id": self.customer.id, "number": wrong}
                    )
        self.assertFalse(self.customer.gas_phone_ids)
        for right in ("0771-3456789", "400-123-4567", "+86 190 0000 1234", "95598"):
            self.customer.phone = right
