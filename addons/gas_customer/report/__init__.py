from . import gas_promise_report
from . import gas_expiry
