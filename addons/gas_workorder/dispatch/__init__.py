from .distance import metres_between
from .position import Position
from .route import AT_ONCE, Stop, route
from .slots import Slot, slot_at, slots
from .urgency import urgency_points, waiting_points
from .windows import DAY, Window, gaps, minute_of_week, overlaps, window_at
