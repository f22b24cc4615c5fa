from . import gas_order_decide, gas_order_dispatch, gas_order_dispatch_crew
