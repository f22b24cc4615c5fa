import base64
import json
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.gas_billing import rating

from .common import TARIFFS, BillingCase


@tagged("post_install", "-at_install")
class TestGasTariff(BillingCase):
    """B13, B15–B17: dated tariffs from files, approved by a second person."""

    def test_every_preset_comes_back_out_as_it_went_in(self):
        for path in sorted(TARIFFS.glob("*.json")):
            parsed = rating.parse_tariff_file(path.read_text(encoding="utf-8"))
            loaded = self.load_tariffs(path.stem, f"{path.stem}-")
            self.assertEqual(len(loaded), len(parsed.tariffs))
            for definition, tariff in zip(parsed.tariffs, loaded, strict=True):
                with self.subTest(file=path.name, tariff=definition.code):
                    back = tariff._rating_tariff(tariff.version_ids).to_dict()
                    back["code"] = definition.code
                    back["note"] = definition.note
                    self.assertEqual(back, definition.to_dict())

    def test_loading_twice_adds_nothing(self):
        before = self.env["gas.tariff.version"].search_count([])
        again = self.load_tariffs("nanning", "T-")
        self.assertEqual(again, self.env["gas.tariff"].concat(*self.tariffs.values()))
        self.assertEqual(self.env["gas.tariff.version"].search_count([]), before)

    def test_wizard_loads_an_uploaded_file(self):
        data = json.loads((TARIFFS / "wuhan.json").read_text(encoding="utf-8"))
        data["tariffs"][0]["code"] = "W-test"
        wizard = (
            self.env["gas.tariff.load"]
            .with_user(self.finance)
            .create({"file": base64.b64encode(json.dumps(data).encode())})
        )
        action = wizard.action_load()
        tariff = self.env["gas.tariff"].search(action["domain"])[0]
        self.assertEqual(tariff.code, "W-test")
        self.assertEqual(tariff.version_ids.state, "draft")

    def test_wrong_file_is_refused_with_its_place(self):
        data = json.loads((TARIFFS / "wuhan.json").read_text(encoding="utf-8"))
        del data["tariffs"][0]["versions"][0]["tiers"][1]["price"]
        with self.assertRaises(UserError) as caught:
            self.env["gas.tariff"].load_file(json.dumps(data))
        self.assertIn("tariffs[0].versions[0].tiers[1]", str(caught.exception))

    def _draft(self, user=None):
        return (
            self.env["gas.tariff.version"]
            .with_user(user or self.finance)
            .create(
                {
                    "tariff_id": self.tariffs["resident"].id,
                    "valid_from": date(2027, 1, 1),
                    "tier_ids": [
                        (0, 0, {"sequence": 1, "to_m3": 360, "price": 3.2}),
                        (0, 0, {"sequence": 2, "ratio": 1.5}),
                    ],
                }
            )
        )

    def test_nobody_approves_his_own_prices(self):
        version = self._draft()
        with self.assertRaises(UserError):
            version.action_approve()
        with self.assertRaises(UserError):
            version.write({"state": "approved"})
        self.assertEqual(version.state, "draft")
        other = self.role("finance")
        version.with_user(other).action_approve()
        self.assertRecordValues(
            version,
            [
                {
                    "state": "approved",
                    "drafted_by_id": self.finance.id,
                    "approved_by_id": other.id,
                }
            ],
        )

    def test_no_call_can_name_another_drafter_or_approver(self):
        """G04: who drafted and who approved is written down by the system alone."""
        other = self.role("finance")
        version = self._draft()
        for name in ("drafted_by_id", "approved_by_id"):
            with self.subTest(name=name), self.assertRaises(UserError):
                version.write({name: other.id})
        self.assertEqual(version.drafted_by_id, self.finance)
        self.assertFalse(version.approved_by_id)
        # Whoever changes a step has drafted the version.
        version.tier_ids[0].with_user(other).write({"price": 3.3})
        self.assertEqual(version.drafted_by_id, other)
        with self.assertRaises(UserError):
            version.with_user(other).action_approve()

    def test_approved_prices_are_fixed(self):
        version = self._draft()
        version.with_user(self.role("finance")).action_approve()
        for change in (
            lambda: version.write({"valid_from": date(2027, 2, 1)}),
            lambda: version.tier_ids[0].write({"price": 1}),
            lambda: version.tier_ids[0].unlink(),
            lambda: version.unlink(),
            lambda: version.tariff_id.write({"rounding": "total"}),
        ):
            with self.assertRaises(UserError):
                change()
        self.assertEqual(version.tier_ids.mapped("price"), [3.2, 0.0])
        version.action_draft()
        version.tier_ids[0].price = 3.3
        self.assertEqual(version.tier_ids[0].price, 3.3)

    def test_step_of_a_draft_is_not_moved_into_approved_prices(self):
        approved = self._draft()
        approved.with_user(self.role("finance")).action_approve()
        draft = approved.copy({"valid_from": date(2028, 1, 1)})
        step = draft.tier_ids[0].with_user(self.finance)
        before = approved.tier_ids
        with self.assertRaises(UserError), self.env.cr.savepoint():
            step.version_id = approved
        self.env.invalidate_all()
        self.assertEqual(approved.tier_ids, before)
        with self.assertRaises(UserError):
            approved.tariff_id.with_user(self.finance).unlink()
        self.assertTrue(approved.exists())

    def test_used_prices_never_become_a_draft_again(self):
        household = self.make_household()
        self.bill((household, 30))
        version = self.tariffs["resident"].version_ids
        self.assertTrue(version.is_used)
        with self.assertRaises(UserError):
            version.with_user(self.finance).action_draft()
        self.assertEqual(version.state, "approved")

    def test_contradicting_prices_are_refused(self):
        with self.assertRaises(ValidationError) as caught:
            self.env["gas.tariff.version"].create(
                {
                    "tariff_id": self.tariffs["resident"].id,
                    "valid_from": date(2027, 1, 1),
                    "tier_ids": [
                        (0, 0, {"sequence": 1, "to_m3": 360, "price": 3.2}),
                        (0, 0, {"sequence": 2, "to_m3": 300, "price": 4}),
                        (0, 0, {"sequence": 3, "price": 5}),
                    ],
                }
            )
        self.assertIn("300", str(caught.exception))

    def test_only_finance_touches_prices(self):
        for role in (
            "agent",
            "reader",
            "cashier",
            "billing",
            "station_head",
            "manager",
        ):
            user = self.role(role)
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    self._draft(user)
                self.tariffs["resident"].with_user(user).read(["name"])

    def test_household_gets_a_tariff_of_its_class_only(self):
        household = self.make_household()
        with self.assertRaises(ValidationError):
            household.tariff_id = self.tariffs["industrial"]
        self.assertEqual(household.tariff_id, self.tariffs["resident"])
