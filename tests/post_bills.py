"""Post a campaign's bills in chunks, committing each: `post_bills.py ... CAMPAIGN`.

What jobs of the queue do, in a process of its own: the races and kills of
test_races_and_kills.py need several at exactly the same time.
"""

import sys
import time
from functools import partial

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying

import session

CHUNK = 40

database, (campaign_id,) = session.arguments()
from odoo.addons.queue_job.exception import RetryableJobError  # noqa: E402

registry = Registry(database)
with registry.cursor() as cr:
    cr.execute(
        "SELECT id FROM gas_bill WHERE campaign_id = %s ORDER BY id", [campaign_id]
    )
    bills = [bill_id for (bill_id,) in cr.fetchall()]


def run(job, chunk):
    """Run a job's method on a chunk, again if it has to be repeated."""
    while True:
        try:
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                campaign = env["gas.billing.campaign"].browse(int(campaign_id))
                retrying(partial(getattr(campaign, job), chunk), env)
                return
        except RetryableJobError:
            time.sleep(0.1)


print("ready", flush=True)
sys.stdin.readline()  # all processes start together
for start in range(0, len(bills), CHUNK):
    run("_post_chunk", bills[start : start + CHUNK])
    print(f"chunk {start}", flush=True)
    time.sleep(0.01)
run("_post_each_chunk", bills)
