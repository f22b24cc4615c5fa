from . import gas_bill_release, gas_tariff_load
