from . import gas_arrears
from . import gas_bill_document
from . import gas_customer_analysis
from . import gas_receipt_document
