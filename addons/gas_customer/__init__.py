from . import controllers
from . import models
from . import quiet_log
from . import report
from . import wizards
from .hooks import pre_init_hook
