import json

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestGasPromisePolicy(TransactionCase):
    """K1–K12, C15: limits are data, and a file sets them all as a manual says."""

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
            {"limits": []},
        ):
            with self.subTest(changes), self.assertRaises(UserError) as caught:
                self.load(**changes)
            self.assertIn("not a file of service standards", str(caught.exception))
