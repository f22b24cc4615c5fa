"""Open Odoo in a script: ``python some_script.py CONFIG DATABASE [arguments]``."""

import contextlib
import logging
import sys

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config


def arguments():
    """Read the configuration; return (database, the other arguments)."""
    path, database, *rest = sys.argv[1:]
    config.parse_config(["-c", path, "--no-http"], setup_logging=True)
    # Odoo counts each query at this level; nobody reads it here.
    logging.getLogger("odoo.sql_db").setLevel(logging.WARNING)
    return database, rest


@contextlib.contextmanager
def environment(database):
    """Yield an environment of OdooBot; commit if the block ends well."""
    with Registry(database).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})
