from datetime import datetime, timedelta

from pytz import timezone, utc

from odoo.tests import TransactionCase, tagged

SHANGHAI = timezone("Asia/Shanghai")
START = SHANGHAI.localize(datetime(2026, 2, 12, 10, 0))  # a Thursday
# The end of so many working days after START: the 14th and the 28th, Saturdays, are
# worked; the 15th to the 23rd are Spring Festival.
WORKING_DAYS = {
    1: "02-13",
    2: "02-14",
    3: "02-24",
    5: "02-26",
    10: "03-04",
    15: "03-11",
}


@tagged("post_install", "-at_install")
class TestGasPromiseLimits(TransactionCase):
    """A13–A20, A22, G02, G03: each limit of applications, to the second."""

    def test_each_limit_is_kept_to_the_last_second(self):
        ids = self.env["ir.model.data"].search(
            [("module", "=", "gas_customer"), ("model", "=", "gas.promise.policy")]
        )
        policies = self.env["gas.promise.policy"].browse(ids.mapped("res_id"))
        self.assertGreater(len(policies), 15)
        start = START.astimezone(utc).replace(tzinfo=None)
        second = timedelta(seconds=1)
        for policy in policies:
            with self.subTest(policy.code):
                self.assertEqual(policy.unit, "working_day")
                due = SHANGHAI.localize(
                    datetime.strptime(
                        f"2026-{WORKING_DAYS[policy.amount]} 17:00", "%Y-%m-%d %H:%M"
                    )
                )
                due = due.astimezone(utc).replace(tzinfo=None)
                for target, state in (
                    (due - second, "kept"),
                    (due, "kept"),
                    (due + second, "broken"),
                ):
                    outcome = policy._outcome(start, target)
                    self.assertEqual(outcome["deadline_at"], due)
                    self.assertEqual(outcome["state"], state, target)
