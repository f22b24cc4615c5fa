from . import gas_application_decide
from . import gas_identity_show
