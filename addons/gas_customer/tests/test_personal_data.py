from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import GasCase

# Made up; only the check digits are right.
NUMBER, OTHER = "450103198001010011", "450103199002020021"


@tagged("post_install", "-at_install")
class TestPersonalData(GasCase):
    """A08, A02: ID numbers, exports, consents, customers entered twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ours = cls.make_household(cls.garden)
        cls.theirs = cls.make_household(cls.harbour)
        cls.customer = cls.ours.partner_id
        cls.customer.gas_identity_masked = NUMBER
        cls.agent = cls.role("agent", cls.east)

    # ID numbers

    def test_number_is_entered_and_never_read_back(self):
        partner = self.theirs.partner_id.with_user(self.role("agent"))
        answer = partner.web_save(
            {"gas_identity_masked": OTHER.lower()},
            {"gas_identity_masked": {}, "gas_identity_kind": {}},
        )
        self.assertEqual(answer[0]["gas_identity_masked"], "450***********0021")
        self.assertEqual(answer[0]["gas_identity_kind"], "resident_id")
        self.assertEqual(partner.sudo().gas_identity_number, OTHER)
        created = partner.browse().web_save(
            {"name": "新客户", "gas_identity_masked": "91110000600037341L"},
            {},
        )
        new = partner.browse(created[0]["id"])
        self.assertEqual(new.gas_identity_masked, "911***********341L")
        self.assertEqual(new.gas_identity_kind, "credit_code")

    def test_no_role_reads_the_number_by_any_call(self):
        for role in ("agent", "station_head", "administrator"):
            partner = self.customer.with_user(self.role(role))
            with self.subTest(role=role):
                for call in (
                    lambda p=partner: p.read(["gas_identity_number"]),
                    lambda p=partner: p.web_read({"gas_identity_number": {}}),
                    lambda p=partner: p.search([("gas_identity_number", "=", NUMBER)]),
                    lambda p=partner: p._read_group([], ["gas_identity_number"]),
                    lambda p=partner: p.write({"gas_identity_number": OTHER}),
                ):
                    with self.assertRaises(AccessError):
                        call()
        self.assertEqual(self.customer.gas_identity_number, NUMBER)

    def test_each_look_is_logged_with_person_and_reason(self):
        partner = self.customer.with_user(self.agent)
        wizard = partner.env["gas.identity.show"].create(
            {"partner_id": partner.id, "reason": "counter", "note": "过户"}
        )
        notification = wizard.action_show()
        self.assertEqual(notification["params"]["message"], NUMBER)
        looks = self.env["gas.identity.look"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertRecordValues(
            looks,
            [
                {
                    "create_uid": self.agent.id,
                    "reason": "Identity verified at the counter · 过户",
                }
            ],
        )
        # Heads of stations see looks at their customers, and change none.
        head = self.role("station_head", self.east)
        self.assertTrue(looks.with_user(head).has_access("read"))
        self.assertFalse(
            looks.with_user(self.role("station_head", self.west)).has_access("read")
        )
        for user in (head, self.role("administrator")):
            with self.assertRaises(AccessError):
                looks.with_user(user).unlink()
            with self.assertRaises(AccessError):
                looks.with_user(user).write({"reason": "x"})

    def test_those_without_the_role_are_shown_nothing_and_enter_nothing(self):
        for role in ("reader", "cashier", "technician", "billing"):
            partner = self.customer.with_user(self.role(role, self.east))
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    partner._show_identity("neugierig")
                with self.assertRaises(AccessError):
                    partner.env["gas.identity.show"].create(
                        {"partner_id": partner.id, "reason": "counter"}
                    )
                with self.assertRaises(AccessError):
                    partner.sudo(False).gas_identity_masked = OTHER
        with self.assertRaises(AccessError):
            self.theirs.partner_id.with_user(self.agent)._show_identity("fremd")
        self.assertFalse(
            self.env["gas.identity.look"].search(
                [("partner_id", "in", (self.customer + self.theirs.partner_id).ids)]
            )
        )
        self.assertEqual(self.customer.gas_identity_number, NUMBER)

    def test_wrong_numbers_are_refused(self):
        partner = self.theirs.partner_id
        for wrong in ("450103198001010012", "450103800101001", "A"):
            with self.subTest(number=wrong), self.assertRaises(ValidationError):
                partner.gas_identity_masked = wrong
        with self.assertRaises(ValidationError):
            partner.write(
                {"gas_identity_masked": "E12345678", "gas_identity_kind": "taiwan"}
            )
        with self.assertRaises(ValidationError):
            self.customer.gas_identity_masked = "450***********0012"
        partner.write(
            {"gas_identity_masked": "E12345678", "gas_identity_kind": "passport"}
        )
        self.assertEqual(partner.gas_identity_masked, "E******78")
        self.assertEqual(self.customer.gas_identity_number, NUMBER)

    def test_two_who_save_a_number_at_once_leave_no_trace_of_it_in_the_log(self):
        partner = self.theirs.partner_id
        with (
            self.assertLogs("odoo.sql_db", "ERROR") as caught,
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE res_partner SET gas_identity_number = %s WHERE id = %s",
                [NUMBER, partner.id],
            )
        self.assertIn("not shown", caught.output[0])
        self.assertNotIn(NUMBER, "".join(caught.output))

    def test_masked_number_in_a_file_changes_nothing(self):
        self.customer.gas_identity_masked = self.customer.gas_identity_masked
        self.assertEqual(self.customer.gas_identity_number, NUMBER)

    def test_change_of_the_number_is_kept_masked(self):
        self.customer.with_user(self.agent).write(
            {"gas_identity_masked": OTHER, "gas_change_reason": "录入错误"}
        )
        self.assertRecordValues(
            self.customer.gas_fact_change_ids.filtered("reason"),
            [
                {
                    "fact": "gas_identity_number",
                    "old_value": "450***********0011",
                    "new_value": "450***********0021",
                    "reason": "录入错误",
                }
            ],
        )

        self.assertNotIn(
            NUMBER, str(self.customer.gas_fact_change_ids.mapped("new_value"))
        )

    def test_customer_is_found_by_the_whole_number_only(self):
        partners = self.env["res.partner"].with_user(self.agent)
        self.assertEqual(
            partners.search([("gas_any_text", "ilike", NUMBER)]), self.customer
        )
        self.assertFalse(partners.search([("gas_any_text", "ilike", NUMBER[:10])]))
        reader = self.role("reader", self.east)
        self.assertFalse(
            partners.with_user(reader).search([("gas_any_text", "ilike", NUMBER)])
        )

    # Twice

    def test_same_number_is_refused_and_names_what_one_may_see(self):
        new = self.env["res.partner"].with_user(self.agent)
        with self.assertRaises(ValidationError) as caught:
            new.create({"name": "同证", "gas_identity_masked": NUMBER})
        self.assertIn(self.ours.name, str(caught.exception))
        self.theirs.partner_id.gas_identity_masked = OTHER
        with self.assertRaises(ValidationError) as caught:
            new.create({"name": "同证", "gas_identity_masked": OTHER})
        self.assertNotIn(self.theirs.name, str(caught.exception))
        self.assertNotIn(self.theirs.partner_id.name, str(caught.exception))
        self.assertFalse(self.env["res.partner"].search([("name", "=", "同证")]))

    def test_same_name_and_phone_is_pointed_out_at_once_for_all(self):
        phone = self.customer.phone
        twin = self.customer.create(
            {"name": self.customer.name, "phone": f"+86 {phone[:3]} {phone[3:]}"}
        )
        self.assertEqual(twin.gas_twin_ids, self.customer)
        self.assertEqual(self.customer.gas_twin_ids, twin)
        found = self.env["res.partner"].search(twin.action_open_twins()["domain"])
        self.assertEqual(found, self.customer)
        foreign = self.customer.create(
            {"name": self.theirs.partner_id.name, "phone": self.theirs.phone}
        )
        self.assertFalse(foreign.with_user(self.agent).gas_twin_ids)
        people = self.env["res.partner"]
        for _number in range(20):
            people |= self.make_household().partner_id
        self.env.flush_all()
        self.env.invalidate_all()
        people.mapped("phone")
        with self.assertQueryCount(4):
            people.mapped("gas_twin_ids")

    # Exports

    def test_export_is_for_the_role_and_is_logged(self):
        manager = self.role("manager")
        self.ours.with_user(manager).export_data(["name", "partner_id/phone"])
        log = self.env["gas.export.log"].search([("create_uid", "=", manager.id)])
        self.assertRecordValues(
            log,
            [
                {
                    "model_id": self.env["ir.model"]._get_id("gas.contract"),
                    "record_count": 1,
                    "field_names": "name, partner_id/phone",
                }
            ],
        )
        with self.assertRaises(AccessError):
            log.with_user(manager).unlink()

    def test_export_by_another_way_is_refused_too(self):
        user = self.role("agent", self.east)
        user.group_ids += self.env.ref("base.group_allow_export")
        for record, path in (
            (self.customer, "phone"),
            (self.ours, "name"),
            (self.ours.service_point_id, "contract_ids/partner_id/name"),
            (self.ours.installation_ids, "service_point_id/contract_id"),
        ):
            with self.subTest(path=path), self.assertRaises(AccessError):
                record.with_user(user).export_data([path])
        self.assertFalse(
            self.env["gas.export.log"].search([("create_uid", "=", user.id)])
        )
        self.ours.meter_id.with_user(user).export_data(["name"])

    def test_others_export_what_is_no_customers(self):
        user = new_test_user(
            self.env, "exporter", groups="base.group_user,base.group_allow_export"
        )
        supplier = self.env["res.partner"].create({"name": "供应商"})
        exported = supplier.with_user(user).export_data(["name"])
        self.assertEqual(exported["datas"], [["供应商"]])
        with self.assertRaises(UserError):
            supplier.with_user(self.agent).export_data(["name"])

    # Consent

    def test_consent_and_its_withdrawal_are_on_the_customer(self):
        with Form(
            self.customer.with_user(self.agent), "base.view_partner_form"
        ) as form:
            with form.gas_consent_ids.new() as line:
                line.purpose = "insurance"
                line.note = "平安保险"
            form.gas_do_not_disclose = True
        consent = self.customer.gas_consent_ids
        self.assertTrue(consent.is_valid)
        self.assertTrue(self.ours.do_not_disclose)
        said = self.customer.gas_fact_change_ids.filtered(
            lambda change: change.fact == "gas_do_not_disclose"
        )
        self.assertRecordValues(said, [{"old_value": "", "new_value": "Yes"}])
        consent.with_user(self.agent).withdrawn_on = consent.given_on
        self.assertFalse(consent.is_valid)
        with self.assertRaises(AccessError):
            consent.with_user(self.agent).unlink()
        for role, areas in (("agent", self.west), ("reader", self.west)):
            other = consent.with_user(self.role(role, areas))
            self.assertFalse(other.has_access("read"))
        self.assertFalse(
            consent.with_user(self.role("cashier", self.east)).has_access("write")
        )
