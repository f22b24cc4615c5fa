"""Install the named add-ons, or bring those that are there up to date."""

from odoo.modules.registry import Registry

import session

database, addons = session.arguments()
with session.environment(database) as env:
    modules = env["ir.module.module"]
    modules.update_list()
    installed = modules.search(
        [("name", "in", addons), ("state", "=", "installed")]
    ).mapped("name")
Registry.new(
    database,
    update_module=True,
    install_modules=[name for name in addons if name not in installed],
    upgrade_modules=installed,
)
