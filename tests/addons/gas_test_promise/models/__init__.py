from . import gas_test_site
from . import gas_test_job
