from . import test_gas_mobile_action
