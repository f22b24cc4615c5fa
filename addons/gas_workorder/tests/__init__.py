from . import test_dispatch
from . import test_fsm_order
from . import test_fsm_order_crew
from . import test_fsm_order_fee
from . import test_gas_call_window
from . import test_gas_crew_entry
from . import test_gas_supply_stop
from . import test_network
