from .distance import metres_between
from .position import Position
from .windows import DAY, Window, gaps, minute_of_week, overlaps, window_at
