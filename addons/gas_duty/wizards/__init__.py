from . import gas_duty_plan
from . import gas_duty_plan_chief
