from . import gas_network_burst
