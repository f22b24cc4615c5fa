from .local_time import naive_utc, utc_moment
from .notification import notification
from .one_by_one import one_by_one
from .selections import selection_of
