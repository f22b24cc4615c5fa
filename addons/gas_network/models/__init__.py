from . import gas_network_node
from . import gas_pipe_section
from . import gas_patrol_plan
from . import gas_patrol_point
from . import fsm_order_patrol
from . import gas_import_network
from . import gas_premise
from . import gas_order_check_line
