from . import print_files
