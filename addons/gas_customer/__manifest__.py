{
    "name": "Gas Customer",
    "summary": "Who uses gas where: areas, premises, service points, meters, contracts",
    "version": "19.0.1.0.0",
    "category": "Services/Gas",
    "author": "Qingyuan Gas Suite contributors",
    "license": "AGPL-3",
    "application": True,
    "depends": ["gas_promise", "mail", "phone_validation", "queue_job"],
    "external_dependencies": {"python": ["openpyxl", "xlsxwriter"]},
    "data": [
        "security/gas_customer_groups.xml",
        "security/ir.model.access.csv",
        "security/gas_customer_rules.xml",
        "data/ir_sequence_data.xml",
        "data/queue_job_data.xml",
        "views/gas_area_views.xml",
        "views/gas_premise_views.xml",
        "views/gas_service_point_views.xml",
        "views/gas_meter_views.xml",
        "views/gas_meter_installation_views.xml",
        "views/gas_contract_views.xml",
        "views/res_partner_views.xml",
        "views/res_users_views.xml",
        "views/gas_import_views.xml",
        "views/gas_promise_views.xml",
        "views/gas_customer_menus.xml",
    ],
    "assets": {
        # Debian leaves this library out of Odoo; asking for it is an error on every
        # page. It blurs backgrounds in video calls.
        "web.assets_backend": [
            (
                "remove",
                "mail/static/lib/selfie_segmentation/selfie_segmentation.js",
            ),
            "gas_customer/static/src/**/*",
        ],
        "web.assets_tests": ["gas_customer/static/tests/tours/**/*"],
    },
    "pre_init_hook": "pre_init_hook",
}
