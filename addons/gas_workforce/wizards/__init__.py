from . import gas_appraisal_object
from . import gas_order_dispatch_crew
