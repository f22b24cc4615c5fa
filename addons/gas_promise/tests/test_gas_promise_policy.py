import json
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

STANDARDS = Path(__file__).resolve().parents[3] / "config" / "standards"


@tagged("post_install", "-at_install")
class TestGasPromisePolicy(TransactionCase):
    """C15: limits are data, and a file sets them all as a manual says."""

    def load(self, **changes):
        return self.env["gas.promise.policy"].load_standard(
            json.dumps({"format": "gas-promise-standard/1", "limits": {}, **changes})
        )

    def test_unknown_codes_are_named(self):
        limits = {"nobody_has_this": {"amount": 2, "unit": "working_day"}}
        self.assertEqual(self.load(limits=limits), ["nobody_has_this"])

    def test_odd_files_are_refused(self):
        for changes in (
            {"format": "something else"},
            {"limits": {"a": {"amount": 0, "unit": "hour"}}},
            {"limits": {"a": {"amount": 1, "unit": "fortnight"}}},
            {"limits": {"a": {"amount": 1, "unit": "hour", "hours": 2}}},
            {"limits": {"a": {"amount": True, "unit": "hour"}}},
            {"limits": {"a": {"active": 1}}},
            {"limits": []},
        ):
            with self.subTest(changes), self.assertRaises(UserError) as caught:
                self.load(**changes)
            self.assertIn("not a file of service standards", str(caught.exception))

    def test_shipped_standards_can_be_loaded(self):
        files = sorted(STANDARDS.glob("*.json"))
        self.assertEqual(len(files), 6)
        known = json.loads((STANDARDS / "default.json").read_text(encoding="utf-8"))
        for path in files:
            with self.subTest(path.name):
                document = path.read_text(encoding="utf-8")
                self.env["gas.promise.policy"].load_standard(document)
                limits = json.loads(document)["limits"]
                self.assertLessEqual(limits.keys(), known["limits"].keys())
