from . import gas_application_decide
