from . import gas_bill_document
