from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import STAFF, GasCase


@tagged("post_install", "-at_install")
class TestAccess(GasCase):
    """G01, A08: each role sees its own stations; ID numbers are for few."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ours = cls.make_household(cls.garden)
        cls.theirs = cls.make_household(cls.harbour)
        cls.ours.partner_id.gas_identity_masked = "11010519491231002X"

    def _records_of(self, household):
        point = household.service_point_id
        return (
            household,
            point,
            point.premise_id,
            point.installation_ids,
            household.meter_id,
            household.partner_id,
        )

    def test_every_role_reads_its_own_station_and_no_other(self):
        for role in STAFF:
            user = self.role(role, self.east)
            for mine, foreign in zip(
                self._records_of(self.ours), self._records_of(self.theirs), strict=True
            ):
                with self.subTest(role=role, model=mine._name):
                    model = self.env[mine._name].with_user(user)
                    self.assertTrue(mine.with_user(user).has_access("read"))
                    self.assertFalse(foreign.with_user(user).has_access("read"))
                    found = model.search([("id", "in", (mine + foreign).ids)])
                    self.assertEqual(found, mine)

    def test_who_stands_below_a_customer_is_hidden_with_him(self):
        """A08: the caretaker of a plant, and the bank account of its owner."""
        partners, banks = self.env["res.partner"], self.env["res.partner.bank"]
        people, accounts, plain = [], [], partners.create({"name": "供应商"})
        for household in (self.ours, self.theirs):
            customer = household.partner_id
            people.append(partners.create({"name": "门卫", "parent_id": customer.id}))
            accounts.append(
                banks.create(
                    {"acc_number": f"6222{customer.id}", "partner_id": customer.id}
                )
            )
        branch = partners.create({"name": "分厂", "parent_id": plain.id})
        for role in STAFF:
            user = self.role(role, self.east)
            with self.subTest(role=role):
                for mine, foreign in (people, accounts):
                    both = [("id", "in", (mine + foreign).ids)]
                    model = self.env[mine._name].with_user(user)
                    self.assertEqual(model.search(both), mine)
                    self.assertFalse(foreign.with_user(user).has_access("read"))
                self.assertTrue((plain + branch).with_user(user).has_access("read"))

    def test_administrator_and_head_office_see_all(self):
        for user in (self.role("administrator", self.east), self.role("agent")):
            found = self.env["gas.contract"].with_user(user)
            self.assertEqual(
                found.search([("id", "in", (self.ours + self.theirs).ids)]),
                self.ours + self.theirs,
            )

    def test_staff_without_areas_see_no_household(self):
        user = self.role("agent", self.env["gas.area"])
        contracts = self.env["gas.contract"].with_user(user)
        self.assertFalse(contracts.search([]))

    def test_plain_user_is_shut_out(self):
        user = new_test_user(self.env, login="plain", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.env["gas.contract"].with_user(user).search([])
        with self.assertRaises(AccessError):
            self.ours.with_user(user).read(["name"])

    def test_employee_without_a_role_sees_no_customer(self):
        employee = new_test_user(self.env, f"plain_{self._next()}")
        household = self.make_household()
        partners = self.env["res.partner"].with_user(employee)
        self.assertFalse(partners.search([("id", "=", household.partner_id.id)]))
        with self.assertRaises(AccessError):
            household.partner_id.with_user(employee).read(["phone"])
        self.assertTrue(partners.search([("id", "=", employee.partner_id.id)]))

    def test_only_archive_roles_write(self):
        may = {"agent", "station_head", "manager"}
        for role in STAFF:
            user = self.role(role, self.east)
            with self.subTest(role=role):
                self.assertEqual(
                    self.ours.with_user(user).has_access("write"), role in may
                )
                self.assertEqual(
                    self.env["gas.premise"].with_user(user).has_access("create"),
                    role in may,
                )

    def test_areas_are_the_administrators(self):
        head = self.role("station_head", self.east)
        with self.assertRaises(AccessError):
            self.east.with_user(head).write({"name": "X"})
        self.assertEqual(self.east.name, "East")
        self.east.with_user(self.role("administrator")).write({"name": "Y"})
        self.assertEqual(self.east.name, "Y")

    def test_id_number_is_closed_to_those_without_the_role(self):
        for role in ("dispatcher", "technician", "reader", "cashier", "billing"):
            user = self.role(role, self.east)
            user.group_ids += self.env.ref("base.group_allow_export")
            partner = self.ours.partner_id.with_user(user)
            with self.subTest(role=role):
                self.assertEqual(partner.gas_identity_masked, "110***********002X")
                with self.assertRaises(AccessError):
                    partner.read(["gas_identity_number"])
                with self.assertRaises(AccessError):
                    partner.search([("gas_identity_number", "=like", "1101%")])
                with self.assertRaises(AccessError):
                    partner.export_data(["gas_identity_number"])
                with self.assertRaises(AccessError):
                    partner._read_group([], ["gas_identity_number"])

    def test_names_of_other_stations_cannot_be_guessed(self):
        agent = self.role("agent", self.east)
        contracts = self.env["gas.contract"].with_user(agent)
        partners = self.env["res.partner"].with_user(agent)
        name = self.theirs.partner_id.name
        self.assertFalse(contracts.name_search(name))
        self.assertFalse(partners.name_search(name))
        self.assertFalse(partners.search([("phone", "=", self.theirs.phone)]))
        counted = contracts._read_group([], ["station_id"], ["__count"])
        self.assertEqual([station for station, _count in counted], [self.east])
        phone = self.env["gas.customer.phone"].create(
            {"partner_id": self.theirs.partner_id.id, "number": "0771-1234567"}
        )
        self.assertFalse(phone.with_user(agent).has_access("read"))
