from . import test_alarms
from . import test_calendars
from . import test_clocks
from . import test_decisions
from . import test_facts
from . import test_limits
