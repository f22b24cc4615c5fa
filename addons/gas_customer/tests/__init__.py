from . import (
    test_access,
    test_gas_area,
    test_gas_contract,
    test_gas_import,
    test_gas_meter_installation,
    test_search,
    test_structure,
    test_tables,
)
