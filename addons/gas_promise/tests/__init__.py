from . import test_clock
from . import test_gas_promise_policy
from . import test_resource_calendar_year
from . import test_structure
