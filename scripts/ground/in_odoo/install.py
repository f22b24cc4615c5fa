"""Install the named add-ons, or bring those that are there up to date."""

from odoo.modules.registry import Registry
from odoo.sql_db import db_connect
from odoo.tools import config

import session

database, addons = session.arguments()
# In SQL: the new code may know columns that the database does not have yet.
with db_connect(database).cursor() as cr:
    cr.execute(
        "SELECT name FROM ir_module_module WHERE name = ANY(%s) AND state = %s",
        [addons, "installed"],
    )
    installed = [name for (name,) in cr.fetchall()]
# A word that was corrected is corrected in databases that have it, too.
config["overwrite_existing_translations"] = True
Registry.new(
    database,
    update_module=True,
    install_modules=[name for name in addons if name not in installed],
    upgrade_modules=installed,
)
