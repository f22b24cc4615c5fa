"""Post a campaign's bills in chunks, committing each: `post_bills.py ... CAMPAIGN`.

What a job of the queue does, in a process of its own: the races and kills of
test_races_and_kills.py need several at exactly the same time.
"""

import sys
import time

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying

import session

CHUNK = 40

database, (campaign_id,) = session.arguments()
registry = Registry(database)
with registry.cursor() as cr:
    cr.execute(
        "SELECT id FROM gas_bill WHERE campaign_id = %s ORDER BY id", [campaign_id]
    )
    bills = [bill_id for (bill_id,) in cr.fetchall()]
print("ready", flush=True)
sys.stdin.readline()  # all processes start together
for start in range(0, len(bills), CHUNK):
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        campaign = env["gas.billing.campaign"].browse(int(campaign_id))
        chunk = bills[start : start + CHUNK]
        retrying(lambda: campaign._post_chunk(chunk), env)  # noqa: B023
    print(f"chunk {start}", flush=True)
    time.sleep(0.01)
