from . import gas_part_stock
from . import gas_repair_quality
