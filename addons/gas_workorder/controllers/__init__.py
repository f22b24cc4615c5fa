from . import appointment
from . import crew
