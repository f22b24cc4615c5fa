from . import test_burst
from . import test_forms
from . import test_gas_import_network
from . import test_gas_network_burst
from . import test_gas_patrol
from . import test_patrol_page
from . import test_structure
from . import test_order_pipe
