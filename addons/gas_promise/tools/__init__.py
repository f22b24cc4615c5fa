from .local_time import naive_utc, utc_moment
from .notification import notification
from .selections import selection_of
