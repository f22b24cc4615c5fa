"""Post a campaign's bills in chunks, committing each.

`post_bills.py ... CAMPAIGN [CHUNKS [hold]]`: all of them, or the first CHUNKS chunks;
with "hold", the last chunk is written, "written" is printed, and it is committed when
told so.

What jobs of the queue do, in a process of its own: the races and kills of
test_races_and_kills.py need several at exactly the same time.
"""

import sys
import time

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying

import session

CHUNK = 40

database, (campaign_id, *more) = session.arguments()
from odoo.addons.queue_job.exception import RetryableJobError  # noqa: E402

registry = Registry(database)
with registry.cursor() as cr:
    cr.execute(
        "SELECT id FROM gas_bill WHERE campaign_id = %s ORDER BY id", [campaign_id]
    )
    bills = [bill_id for (bill_id,) in cr.fetchall()]
if more:
    bills = bills[: int(more[0]) * CHUNK]
hold_at = len(bills) - CHUNK if more[1:] == ["hold"] else None


def run(job, chunk, hold=False):
    """Run a job's method on a chunk, again if it has to be repeated."""
    while True:
        try:
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                campaign = env["gas.billing.campaign"].browse(int(campaign_id))

                def work(campaign=campaign):
                    getattr(campaign, job)(chunk)
                    campaign.env.flush_all()
                    if hold:
                        print("written", flush=True)
                        sys.stdin.readline()

                retrying(work, env)
                return
        except RetryableJobError:
            time.sleep(0.1)


print("ready", flush=True)
sys.stdin.readline()  # all processes start together
for start in range(0, len(bills), CHUNK):
    run("_post_chunk", bills[start : start + CHUNK], start == hold_at)
    print(f"chunk {start}", flush=True)
    time.sleep(0.01)
run("_post_each_chunk", bills)
