"""Print the notice of one bill; say what is on it, as text: `print_bill.py ... ID`."""

import io

from PyPDF2 import PdfReader

import session

database, (bill_id,) = session.arguments()
with session.environment(database) as env:
    report = env["ir.actions.report"]
    pdf, kind = report._render_qweb_pdf("gas_billing.gas_bill_report", [int(bill_id)])
    assert kind == "pdf", kind
    for page in PdfReader(io.BytesIO(pdf)).pages:
        print(page.extract_text())
