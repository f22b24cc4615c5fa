import base64
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import STAFF, GasCase

PAPER = base64.b64encode(b"%PDF-1.4")
COMPLETE = {
    "officer": "赵安",
    "officer_phone": "19000001111",
    "certificate_number": "AQ2026001",
    "certificate_until": date(2027, 3, 1),
    "rules_file": PAPER,
    "rules_on": date(2025, 1, 1),
    "shutdown_file": PAPER,
    "shutdown_on": date(2025, 1, 1),
    "shutdown_order": "先停 2 号窑，再停 1 号窑",
    "pressure_kpa": 200.0,
}


@tagged("post_install", "-at_install")
class TestGasSafetyFile(GasCase):
    """E20: safety officer, rules and shutdown procedure of non-residents on file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plant = cls.make_household(user_class="industrial")
        cls.file = cls.plant.safety_file_ids

    def due(self, day):
        files = self.env["gas.safety.file"]
        with freeze_time(f"{day} 04:00:00"):
            return files.search([("is_due", "=", True), ("id", "=", self.file.id)])

    def test_every_non_resident_has_a_file_and_no_home_has(self):
        """E20: opened with the contract, or when its class changes; once."""
        self.assertEqual(len(self.file), 1)
        home = self.make_household()
        self.assertFalse(home.safety_file_ids)
        home.user_class = "commercial"
        file = home.safety_file_ids
        self.assertEqual(len(file), 1)
        home.user_class = "resident"
        home.user_class = "public_welfare"
        self.assertEqual(home.safety_file_ids, file)

    def test_file_tells_what_is_missing(self):
        """E20: as long as anything is missing the household is on the list."""
        self.assertTrue(self.due("2026-01-01"))
        self.assertEqual(
            self.file.owes,
            "Safety Officer、Certificate Number、Equipment Shutdown Order、"
            "Gas Pressure (kPa)、Safety Rules、Shutdown Procedure",
        )
        self.file.write({**COMPLETE, "shutdown_file": False, "pressure_kpa": 0})
        with freeze_time("2026-01-01 04:00:00"):
            self.assertEqual(self.file.owes, "Gas Pressure (kPa)、Shutdown Procedure")
        self.assertTrue(self.due("2026-01-01"))
        self.file.write(COMPLETE)
        with freeze_time("2026-01-01 04:00:00"):
            self.assertRecordValues(
                self.file, [{"owes": "", "is_due": False, "is_complete": True}]
            )
        self.assertFalse(self.due("2026-01-01"))

    def test_certificate_expires_the_day_after_its_last(self):
        self.file.write(COMPLETE)
        self.assertFalse(self.due("2027-03-01"))
        self.assertTrue(self.due("2027-03-02"))
        with freeze_time("2027-03-02 04:00:00"):
            self.file.invalidate_recordset()
            self.assertEqual(self.file.owes, "Certificate expired")

    def test_those_who_owe_nothing_can_be_listed(self):
        self.file.write(COMPLETE)
        files = self.env["gas.safety.file"]
        with freeze_time("2026-01-01 04:00:00"):
            found = files.search([("is_due", "=", False)])
            self.assertIn(self.file, found)
            self.assertFalse(found.filtered("is_due"))

    def test_stations_are_kept_apart_and_few_write(self):
        theirs = self.make_household(self.harbour, user_class="industrial")
        writers = {"agent", "inspector", "station_head", "manager"}
        for role in STAFF:
            user = self.role(role, self.east)
            with self.subTest(role=role):
                files = self.env["gas.safety.file"].with_user(user)
                both = [("contract_id", "in", (self.plant + theirs).ids)]
                self.assertEqual(files.search(both), self.file)
                may = self.file.with_user(user).has_access("write")
                self.assertEqual(may, role in writers)
                self.assertFalse(self.file.with_user(user).has_access("unlink"))

    def test_papers_are_closed_to_other_stations(self):
        self.file.write(COMPLETE)
        paper = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "gas.safety.file"),
                ("res_field", "=", "rules_file"),
                ("res_id", "=", self.file.id),
            ]
        )
        self.assertEqual(len(paper), 1)
        west = self.role("inspector", self.west)
        with self.assertRaises(AccessError):
            paper.with_user(west).read(["datas"])
        east = self.role("inspector", self.east)
        self.assertEqual(paper.with_user(east).datas, PAPER)

    def test_list_costs_the_same_for_many(self):
        for _number in range(19):
            self.make_household(user_class="commercial").safety_file_ids.write(COMPLETE)
        files = self.env["gas.safety.file"].search(
            [("company_id", "=", self.file.company_id.id)], limit=20
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.company._promise_today()  # its zone is kept by the server
        self.env.invalidate_all()
        with self.assertQueryCount(2):  # the files, and which papers they have
            files.mapped("owes")
