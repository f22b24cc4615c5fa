from . import gas_figures_failures
from . import gas_figures_late
from . import gas_figures_log
from . import gas_promise_report
