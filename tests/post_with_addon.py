"""Post a campaign's bills as sets, then by the ORM: `post_with_addon.py ... CAMPAIGN`.

Prints as JSON what became of them: {way: [[fields of each invoice]], ...}.
"""

import json

import session

database, (campaign_id,) = session.arguments()
with session.environment(database) as env:
    bills = env["gas.billing.campaign"].browse(int(campaign_id))._bills("rated")
    poster = env["gas.bill.poster"]
    sets = poster._post_sets(bills)
    notes = (bills - sets).mapped("posting_note")
    each = poster._post_each(bills - sets)
    env.flush_all()
    env.invalidate_all()

    def invoices(bills):
        names = {"test_label", "test_colour", "test_posted_by_hook"}
        found = []
        for move in bills.move_id:
            values = {name: move[name] for name in names & move._fields.keys()}
            if "test_double" in move.line_ids._fields:
                lines = move.line_ids
                values["doubles"] = [(x.test_double, x.quantity) for x in lines]
            values["expected"] = f"{move.partner_id.name} {move.amount_total:.2f}"
            values["fen"] = round(move.amount_total * 100)
            found.append(values)
        return found

    result = {
        "sets": invoices(sets),
        "each": invoices(each),
        "notes": notes,
        "on_hold": (bills - sets - each).mapped("hold_reason"),
        "on_hold_fen": [round(b.amount_total * 100) for b in bills - sets - each],
        "differences": env["gas.posting.difference"].search_count([]),
    }
print(json.dumps(result))
