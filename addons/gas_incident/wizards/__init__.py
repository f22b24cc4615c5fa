from . import gas_incident_join
from . import gas_interruption_lighting
from . import gas_interruption_lighting_line
