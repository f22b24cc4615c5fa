from . import test_duty
from . import test_gas_duty_log
from . import test_gas_duty_plan
from . import test_gas_duty_report
from . import test_gas_duty_shift
from . import test_gas_promise_report
from . import test_structure
