from . import gas_figures_section
from . import gas_figures_emergencies
from . import gas_figures_open
from . import gas_figures_orders
from . import gas_figures_promises
from . import gas_figures_stops
from . import gas_promise_report
from . import gas_unsupplied_household
