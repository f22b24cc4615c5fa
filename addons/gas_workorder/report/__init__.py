from . import gas_part_stock
from . import gas_repair_quality
from . import gas_promise_report
