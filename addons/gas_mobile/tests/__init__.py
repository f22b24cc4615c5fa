from . import test_page
