from . import gas_bill_release
from . import gas_tariff_load
