from . import (
    test_access,
    test_gas_arrears,
    test_gas_bill,
    test_gas_billing_campaign,
    test_gas_import_readings,
    test_gas_meter_reading,
    test_gas_tariff,
    test_metering,
    test_payment,
    test_rating,
    test_rating_cases,
    test_structure,
)
