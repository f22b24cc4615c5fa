"""Create a database with the named add-ons: a Chinese company, in yuan, in Chinese."""

import odoo.service.db
from odoo.modules.registry import Registry

import session

database, addons = session.arguments()
odoo.service.db._create_empty_database(database)
Registry.new(database, update_module=True, new_db_demo=False, install_modules=["base"])

with session.environment(database) as env:
    env["res.lang"]._activate_lang("zh_CN")
    env["ir.module.module"].search([("state", "=", "installed")])._update_translations(
        ["zh_CN"]
    )
    # The country decides which chart of accounts `account` installs.
    env.ref("base.main_company").write(
        {
            "name": "清源燃气有限公司",
            "country_id": env.ref("base.cn").id,
            "currency_id": env.ref("base.CNY").id,
        }
    )
    for login in ("base.user_root", "base.user_admin"):
        env.ref(login).write({"lang": "zh_CN", "tz": "Asia/Shanghai"})

Registry.new(database, update_module=True, install_modules=["l10n_cn", *addons])

with session.environment(database) as env:
    company = env.ref("base.main_company")
    assert company.chart_template == "cn", company.chart_template
    assert company.currency_id.name == "CNY"
    # Odoo adds this column to partners that exist already, fills it, and leaves it
    # nullable: every later update would warn of it.
    env.cr.execute("ALTER TABLE res_partner ALTER COLUMN autopost_bills SET NOT NULL")
