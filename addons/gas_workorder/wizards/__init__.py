from . import gas_order_dispatch
from . import gas_order_dispatch_crew
from . import gas_order_decide
from . import gas_order_move
from . import gas_order_appointment
from . import gas_order_appointment_slot
from . import gas_order_agree
from . import fsm_order_sign_wizard
