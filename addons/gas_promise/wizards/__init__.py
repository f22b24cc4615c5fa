from . import gas_promise_decide
from . import gas_promise_standard_load
from . import resource_calendar_year_load
