"""Post the rated bills of a database by OCA's contracts: `... CONFIG DATABASE COUNT`.

A contract for each bill, with its lines; prints how many bills a second became posted
invoices.
"""

import sys
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "scripts" / "ground" / "in_odoo")]

from odoo.fields import Command  # noqa: E402
from odoo.modules.registry import Registry  # noqa: E402

import session  # noqa: E402

database, (count,) = session.arguments()
Registry.new(database, update_module=True, install_modules=["contract"])
with session.environment(database) as env:
    bills = env["gas.bill"].search([("state", "=", "rated")], limit=int(count))
    poster = env["gas.bill.poster"]
    company = bills.company_id
    made = env["contract.contract"].create(
        [
            {
                "name": draft.ref,
                "partner_id": draft.partner_id,
                "company_id": company.id,
                "journal_id": company.gas_journal_id.id,
                "line_recurrence": True,
                "contract_line_ids": [
                    Command.create(
                        {
                            "product_id": line.product_id,
                            "name": line.name,
                            "quantity": line.quantity,
                            "price_unit": line.price,
                            "recurring_rule_type": "monthly",
                            "date_start": date(2026, 9, 1),
                            "recurring_next_date": date(2026, 9, 30),
                        }
                    )
                    for line in draft.lines
                ],
            }
            for draft, _total in poster._drafts(company, bills)
        ]
    )
    env.cr.commit()
    env.invalidate_all()
    begin = time.perf_counter()
    moves = made._recurring_create_invoice()
    moves.action_post()
    env.cr.commit()
    seconds = time.perf_counter() - begin
    assert set(moves.mapped("state")) == {"posted"} and len(moves) == len(bills)
print(len(moves) / seconds)
