"""The terms of the add-ons, for translators."""

from common import LOGS, OUR_ADDONS, step


def export(odoo, database):
    """Write every add-on's .pot anew and bring its zh_CN.po in line with it."""
    # A database that was updated keeps the old names of data that offices may change.
    odoo.clone(odoo.template(), database)
    odoo.install(database, LOGS / f"{database}-install.log")
    with step("Exporting the terms of the add-ons"):
        print(odoo.script_in_odoo("export_terms", database, *OUR_ADDONS), end="")
    return 0
