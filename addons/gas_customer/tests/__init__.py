from . import test_access
from . import test_gas_area
from . import test_gas_contract
from . import test_gas_import
from . import test_gas_meter_installation
from . import test_search
from . import test_structure
from . import test_tables
