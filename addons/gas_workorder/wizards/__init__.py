from . import gas_order_dispatch
from . import gas_order_dispatch_crew
from . import gas_order_decide
from . import gas_appraisal_object
from . import gas_duty_plan
from . import gas_duty_plan_chief
