from . import jobs
from . import print_files
