from . import account_payment_register
from . import gas_bill_release, gas_payment_return, gas_tariff_load
