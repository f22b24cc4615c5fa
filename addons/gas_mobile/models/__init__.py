from . import gas_mobile_mixin
from . import gas_mobile_action
