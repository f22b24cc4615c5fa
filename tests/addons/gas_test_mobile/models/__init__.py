from . import gas_mobile_action
from . import gas_test_task
