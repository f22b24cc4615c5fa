from . import crew
