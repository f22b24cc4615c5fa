import base64

from odoo import http
from odoo.tests import HttpCase, tagged

from .common import GasCase


@tagged("post_install", "-at_install")
class TestTours(HttpCase, GasCase):
    """G09: in Chromium, in Chinese, as the people who do it."""

    def test_import_is_followed_without_reloading(self):
        head = self.role("station_head", self.east)
        head.lang = "zh_CN"
        record = self.env["gas.import"].with_user(head)
        record = record.create({"kind": "customers", "file": base64.b64encode(b"x")})
        record._move_to("checking")
        self.env["gas.progress"]._start(record)
        self.env["gas.progress"]._of(record)[record.id].write(
            {"done": 400, "total": 1000}
        )
        self.start_tour(
            f"/odoo/action-gas_customer.gas_import_action/{record.id}",
            "gas_import_follows",
            login=head.login,
        )
        self.assertEqual(record.state, "draft")

    def _tour(self, path, tour, user):
        user.lang = "zh_CN"
        self.start_tour(path, tour, login=user.login)

    def _application_of(self, household):
        return self.env["gas.application"].search([("contract_id", "=", household.id)])

    def test_agent_suspends_a_household(self):
        """A19, A20: found by phone, sealed, suspended."""
        household = self.make_household()
        household.partner_id.write({"name": "周远行", "phone": "19000887766"})
        agent = self.role("agent", self.east)
        self._tour(
            "/odoo/action-gas_customer.gas_application_action",
            "gas_application_suspend",
            agent,
        )
        self.assertRecordValues(
            household, [{"state": "suspended", "seal": "F20260001"}]
        )
        application = self._application_of(household)
        self.assertEqual(application.step_line_ids.done_by_id, agent)

    def test_two_agents_transfer_a_household(self):
        """A17: one takes it in, another reviews and completes it."""
        household = self.make_household()
        buyer = self.env["res.partner"].create({"name": "赵新户"})
        agent, reviewer = self.role("agent", self.east), self.role("agent", self.east)
        self._tour(
            f"/odoo/action-gas_customer.gas_contract_action/{household.id}",
            "gas_application_transfer",
            agent,
        )
        self._tour(
            "/odoo/action-gas_customer.gas_application_action_review",
            "gas_application_transfer_review",
            reviewer,
        )
        application = self._application_of(household)
        self.assertEqual(household.state, "closed")
        self.assertRecordValues(
            application.new_contract_id,
            [{"partner_id": buyer.id, "state": "running"}],
        )
        self.assertEqual(application.reviewer_id, reviewer)

    def test_agent_exchanges_a_meter(self):
        """A18: the old dial is noted, the new meter hangs."""
        household = self.make_household()
        old, new = household.meter_id, self.make_meter(name="TMNEW")
        self._tour(
            f"/odoo/action-gas_customer.gas_contract_action/{household.id}",
            "gas_application_exchange",
            self.role("agent", self.east),
        )
        self.assertEqual(old.installation_ids.index_end_m3, 777)
        self.assertEqual(new.service_point_id, household.service_point_id)

    def test_customer_follows_his_application(self):
        """A22: by the token only, without a name; he urges once and rates once."""
        household = self.make_household()
        application = self.env["gas.application"].create(
            {
                "kind_id": self.env.ref("gas_customer.application_kind_suspend").id,
                "contract_id": household.id,
                "stop_reason": "外出",
            }
        )
        path = f"/gas/progress/{application.access_token}"
        self.authenticate(None, None)  # a visitor; only the database is known
        self.assertEqual(self.url_open(path).status_code, 404, "still a draft")
        application.action_all_brought()
        application.action_verify_identity()
        application.action_submit()
        page = self.url_open(path)
        self.assertEqual(page.status_code, 200)
        self.assertIn(application.name, page.text)
        for secret in (
            household.partner_id.name,
            household.phone,
            household.name,
            household.address,
        ):
            self.assertNotIn(secret, page.text)
        self.assertEqual(self.url_open(f"{path}x").status_code, 404)
        for _times in range(2):
            token = http.Request.csrf_token(self)
            self.url_open(f"{path}/urge", data={"csrf_token": token})
        self.assertEqual(application.urge_count, 1)
        self.url_open(f"{path}/rate", data={"csrf_token": token, "rating": "5"})
        self.assertEqual(application.rating, "0", "not done yet")
        application.write({"seal": "F1"})
        application._do_steps(application.step_line_ids)
        application.action_done()
        for rating in ("9", "4", "1"):
            self.url_open(
                f"{path}/rate",
                data={"csrf_token": token, "rating": rating, "note": "好"},
            )
        self.assertRecordValues(application, [{"rating": "4", "rating_note": "好"}])
