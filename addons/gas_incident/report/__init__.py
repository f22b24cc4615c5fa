from . import gas_figures_incidents
from . import gas_figures_interruptions
from . import gas_unsupplied_household
