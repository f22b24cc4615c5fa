from . import test_dispatch, test_fsm_order, test_fsm_order_fee, test_gas_call_window, test_network
