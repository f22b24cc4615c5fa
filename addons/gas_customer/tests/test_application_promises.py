import json
from datetime import datetime

from freezegun import freeze_time

from odoo.tests import tagged

from .test_gas_application import ApplicationCase

FRIDAY = datetime(2027, 1, 29, 2)  # 10:00 in China
NOTICE = {
    "year": 2027,
    "holidays": [{"name": "春节", "from": "2027-02-04", "to": "2027-02-12"}],
    "makeup": ["2027-01-31", "2027-02-14"],
}


@tagged("post_install", "-at_install")
class TestApplicationPromises(ApplicationCase):
    """A22, G02, G03: what was promised at the counter, whatever happens afterwards."""

    def _accepted(self, code="meter_test", **vals):
        application = self.apply_for(code, **vals)
        application.action_submit()
        if application.state == "submitted":
            application.with_user(self.reviewer).action_accept()
        return application

    def _promise(self, application, code):
        return application.sudo().promise_ids.filtered(
            lambda promise: promise.policy_id.code == code
        )

    def test_holidays_that_are_announced_move_the_deadline(self):
        """Five working days: the 11th by the law alone, the 14th by the notice."""
        with freeze_time(FRIDAY):
            application = self._accepted()
            promise = self._promise(application, "application_meter_test")
            self.assertEqual(promise.deadline_at, datetime(2027, 2, 11, 9))
        with freeze_time(datetime(2027, 1, 30, 2)):
            self.env["resource.calendar.year"].load_file(
                json.dumps(NOTICE), self.env.company.promise_calendar_id
            )
        self.assertEqual(promise.deadline_at, datetime(2027, 2, 14, 9))
        self.assertEqual(application.promise_deadline, datetime(2027, 2, 14, 9))

    def test_change_of_the_kind_of_business_moves_the_clocks(self):
        application = self._accepted()
        promise = self._promise(application, "application_meter_test")
        self.assertTrue(promise.is_open)
        application.kind_id.sudo().code = "something_else"
        self.env.cr.flush()
        self.assertFalse(promise.is_open)

    def test_urge_of_an_application_that_is_over_waits_for_nobody(self):
        self.env.ref("gas_customer.policy_application_urge").active = True
        application = self._accepted()
        application._urge("please")
        urge = self.env["gas.application.urge"].search(
            [("application_id", "=", application.id)]
        )
        self.assertTrue(urge.promise_ids.is_open)
        application.sudo()._move_to("cancelled")
        self.env.cr.flush()
        self.assertRecordValues(
            urge.promise_ids, [{"state": "cancelled", "is_open": False}]
        )

    def test_clerk_who_leaves_hands_his_clocks_over(self):
        application = self._accepted()
        promise = self._promise(application, "application_meter_test")
        application.user_id = self.reviewer
        self.assertEqual(promise.user_id, self.reviewer)

    def test_nothing_runs_on_for_what_is_over(self):
        application = self._accepted()
        promise = self._promise(application, "application_meter_test")
        self.assertTrue(promise.is_open)
        application.sudo()._move_to("in_progress")
        # Done on site, and nobody has said when the meter was tested.
        application.sudo().step_line_ids.done_on = datetime(2026, 11, 23)
        application.test_result = "passed"
        application.sudo()._move_to("done")
        self.assertFalse(application.sudo().promise_ids.filtered("is_open"))
