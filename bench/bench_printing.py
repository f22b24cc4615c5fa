"""Bills printed to files of 500, as the jobs of a printing make them, on one core.

Baseline: each bill printed by itself, as from its form; the same page, the same engine.
"""

from datetime import date

from city import City, copy_of, posted_month

import session

CITY = City(1, 2)
PILE, PILES, ALONE = 500, 2, 10


def run(database, rates):
    with copy_of(database) as name:
        posted_month(name, CITY, date(2026, 8, 31))
        with session.environment(name) as env:
            bills = env["gas.bill"].search([("state", "=", "posted")], order="id")
            file = env["gas.bill.print.file"]
            report = env.ref("gas_billing.gas_bill_report")
            sizes = []

            def ours(number):
                for pile in range(PILES):
                    env.invalidate_all()
                    start = (number * PILES + pile) * PILE % len(bills)
                    sizes.append(len(file._pdf_of(bills[start : start + PILE])))
                return PILE * PILES

            def baseline(number):
                for bill in bills[number * ALONE : (number + 1) * ALONE]:
                    env.invalidate_all()
                    report._render_qweb_pdf(report.report_name, bill.ids)

            measured = rates(ALONE, ours, baseline)
            kilobytes = sum(sizes) * 3 / 4 / len(sizes) / PILE / 1024
            return {
                "what": f"bills printed in files of {PILE}; baseline: one by one",
                "unit": "bills/s",
                "rates": measured,
                "notes": [f"{kilobytes:.1f} KB a bill"],
            }
