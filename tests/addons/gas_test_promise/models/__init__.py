from . import gas_test_job
