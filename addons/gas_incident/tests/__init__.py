from . import test_forms
from . import test_gas_audit
from . import test_gas_claim
from . import test_gas_incident
from . import test_gas_interruption
from . import test_structure
from . import test_walks
