from . import application_progress
from . import import_template
