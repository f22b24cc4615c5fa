from . import gas_part_stock
