from . import test_dispatch
from . import test_fsm_order
from . import test_fsm_order_fee
from . import test_gas_call_window
from . import test_gas_supply_stop
from . import test_network
from . import test_gas_training
from . import test_hr_employee_skill
