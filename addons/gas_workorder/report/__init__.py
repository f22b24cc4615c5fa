from . import gas_promise_report
