from . import gas_promise_report
from . import gas_acceptance_slip
from . import gas_archive_report
from . import gas_expiry
