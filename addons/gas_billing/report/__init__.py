from . import gas_bill_document, gas_receipt_document
