"""When a promise is due: pure calculation, importable without Odoo."""

from .alarms import Step, due_alarms, next_alarm
from .deadlines import Limit, deadline, warning
from .outcomes import Facts, Outcome, outcome
from .working_time import NoWorkingTime, WorkingTime
