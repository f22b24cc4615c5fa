from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common import GasCase

# 1:30 on the first of January in China, and still the last of December in Greenwich.
NEW_YEAR = "2025-12-31 17:30:00"


@tagged("post_install", "-at_install")
@freeze_time(NEW_YEAR)
class TestCompanyDay(GasCase):
    """G02: business dates are the company's, wherever the user's clock stands."""

    def _as(self, zone):
        agent = self.role("agent")
        agent.tz = zone
        self.env.registry.clear_cache()
        return self.env(user=agent, context={})

    def test_contract_begins_on_the_day_of_the_company(self):
        for zone in (False, "UTC", "America/New_York"):
            contracts = self._as(zone)["gas.contract"]
            proposed = contracts.default_get(["date_start"])
            self.assertEqual(proposed["date_start"], date(2026, 1, 1), zone)

    def test_data_are_checked_on_the_day_of_the_company(self):
        contract = self.make_household()
        for zone in (False, "UTC"):
            contract.with_env(self._as(zone)).action_check_archive()
            self.assertEqual(contract.archive_checked_on, date(2026, 1, 1), zone)

    def test_who_has_no_time_zone_lives_in_the_companys(self):
        for zone, seen in ((False, "Asia/Shanghai"), ("UTC", "UTC")):
            users = self._as(zone)["res.users"]
            self.assertEqual(users.context_get()["tz"], seen)
