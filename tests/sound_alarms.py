"""Late jobs, and the cron that finds them: `sound_alarms.py ... prepare N|run`.

``run`` says ``ready``, waits for a line, and sounds what is due, as the cron does in a
process of its own: test_alarms_at_once.py starts two at exactly the same time.
"""

import sys
from datetime import timedelta

from odoo import fields

import session


def prepare(env, count):
    """Make ``count`` jobs whose warning, breach and first step are all due."""
    model_id = env["ir.model"]._get_id("gas.test.job")
    events = env["ir.model.fields"]
    role = env.ref("base.group_system")
    env["gas.promise.policy"].create(
        {
            "name": "Out within 5 minutes",
            "code": "test_at_once",
            "model_id": model_id,
            "start_field_id": events._get("gas.test.job", "reported_on").id,
            "target_field_id": events._get("gas.test.job", "left_on").id,
            "amount": 5,
            "unit": "minute",
            "group_id": role.id,
            "escalation_ids": [(0, 0, {"minutes": 10, "group_id": role.id})],
        }
    )
    long_ago = fields.Datetime.now() - timedelta(hours=1)
    env["gas.test.job"].create(
        [{"name": f"Job {n}", "reported_on": long_ago} for n in range(count)]
    )


database, (verb, *rest) = session.arguments()
with session.environment(database) as env:
    if verb == "prepare":
        prepare(env, int(rest[0]))
    else:
        print("ready", flush=True)
        sys.stdin.readline()
        env["gas.promise"]._cron_alarm()
