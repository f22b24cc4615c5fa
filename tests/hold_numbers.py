"""Post, and commit only when told: `hold_numbers.py ... WHAT BILL,BILL,...`.

WHAT: "set", for these bills written as a set; or "orm", for an invoice that Odoo itself
posts in their journal. Prints "written" when all is written, "done" after the commit.
"""

import sys

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.modules.registry import Registry

import session

database, (what, ids) = session.arguments()
registry = Registry(database)
print("ready", flush=True)
sys.stdin.readline()
with registry.cursor() as cr:
    env = api.Environment(cr, SUPERUSER_ID, {})
    bills = env["gas.bill"].browse(map(int, ids.split(",")))
    if what == "set":
        posted = env["gas.bill.poster"]._post_sets(bills)
        assert len(posted) == len(bills), set(bills.mapped("posting_note"))
    else:
        invoice = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "journal_id": bills.company_id.gas_journal_id.id,
                "partner_id": bills.partner_id[0].id,
                "invoice_date": bills.campaign_id.invoice_date,
                "ref": "by hand",
                "invoice_line_ids": [Command.create({"name": "x", "price_unit": 1})],
            }
        )
        invoice.action_post()
    env.flush_all()
    print("written", flush=True)
    sys.stdin.readline()
print("done", flush=True)
