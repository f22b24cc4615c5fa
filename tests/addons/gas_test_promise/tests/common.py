from datetime import datetime

from pytz import timezone, utc

from odoo.tests import TransactionCase, new_test_user

SHANGHAI = timezone("Asia/Shanghai")
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "no_reset_password": True,
}


def at(text):
    """Return the naive UTC moment of a local one, "2026-02-13 16:00[:30]"."""
    local = SHANGHAI.localize(datetime.fromisoformat(text))
    return local.astimezone(utc).replace(tzinfo=None)


class PromiseCase(TransactionCase):
    """Jobs with promises; days as they are in China."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, **QUIET})
        cls.office = cls.env.ref("gas_promise.resource_calendar_office")
        cls.env.company.promise_calendar_id = cls.office
        cls.waiting = cls.env.ref("gas_promise.reason_waiting_customer")
        cls.force_majeure = cls.env.ref("gas_promise.reason_force_majeure")
        cls.chiefs = cls.env["res.groups"].create({"name": "Chiefs"})
        cls.reader = cls.role("user", "Reader")
        cls.supervisor = cls.role("supervisor", "Supervisor")

    @classmethod
    def role(cls, name, login):
        return new_test_user(
            cls.env,
            login=f"promise_{login}",
            groups=f"gas_promise.gas_promise_group_{name}",
            lang="en_US",
            tz="Asia/Shanghai",
            context=QUIET,
        )

    @classmethod
    def event(cls, name):
        return cls.env["ir.model.fields"]._get("gas.test.job", name).id

    @classmethod
    def policy(cls, amount=30, unit="minute", **vals):
        number = cls.env["gas.promise.policy"].search_count([])
        return cls.env["gas.promise.policy"].create(
            {
                "name": f"Within {amount} {unit}",
                "code": f"test_{number}",
                "model_id": cls.env["ir.model"]._get_id("gas.test.job"),
                "start_field_id": cls.event("reported_on"),
                "target_field_id": cls.event("done_on"),
                "amount": amount,
                "unit": unit,
                "warn_percent": 0,
                "pause_reason_ids": [(6, 0, cls.waiting.ids)],
                "exemption_reason_ids": [(6, 0, cls.force_majeure.ids)],
                **vals,
            }
        )

    @classmethod
    def job(cls, reported="2026-11-20 08:00", **vals):
        return cls.env["gas.test.job"].create(
            {"name": "Job", "reported_on": reported and at(reported), **vals}
        )

    def deadline(self, job):
        """Return the deadline of a job's only promise, as the clock on the wall."""
        self.assertEqual(len(job.promise_ids), 1)
        moment = job.promise_ids.deadline_at
        return moment and f"{utc.localize(moment).astimezone(SHANGHAI):%m-%d %H:%M:%S}"

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("gas_promise.gas_promise_cron_alarm").method_direct_trigger()
        self.env.invalidate_all()
