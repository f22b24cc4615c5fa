{
    "name": "Pages for Telephones",
    "summary": "Pages that work without signal: what is entered is sent later, once",
    "version": "19.0.1.0.0",
    "category": "Services/Gas",
    "author": "Qingyuan Gas Suite contributors",
    "license": "AGPL-3",
    "depends": ["web"],
    "data": [
        "security/ir.model.access.csv",
        "security/gas_mobile_rules.xml",
        "views/gas_mobile_action_views.xml",
        "views/gas_mobile_page.xml",
        "views/gas_mobile_menus.xml",
    ],
    "assets": {
        # A page stands alone: nothing of the back end is in it. The bundle of a page
        # includes this one and adds its own screens.
        "gas_mobile.assets_page": [
            ("include", "web._assets_helpers"),
            ("include", "web._assets_backend_helpers"),
            "web/static/src/scss/pre_variables.scss",
            "web/static/lib/bootstrap/scss/_variables.scss",
            "web/static/lib/bootstrap/scss/_variables-dark.scss",
            "web/static/lib/bootstrap/scss/_maps.scss",
            ("include", "web._assets_bootstrap_backend"),
            ("include", "web._assets_core"),
            ("remove", "web/static/src/core/browser/router.js"),
            ("remove", "web/static/src/core/debug/**/*"),
            ("remove", "web/static/src/**/*.dark.scss"),
            "web/static/src/libs/fontawesome/css/font-awesome.css",
            "web/static/lib/odoo_ui_icons/*",
            "gas_mobile/static/src/distance.js",
            "gas_mobile/static/src/page/**/*",
        ],
    },
}
