{
    "name": "Pages for Telephones: Tests",
    "summary": "Tasks and their page, to test telephones with",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "Qingyuan Gas Suite contributors",
    "license": "AGPL-3",
    "depends": ["gas_mobile"],
    "data": [
        "security/ir.model.access.csv",
        "security/gas_test_task_rules.xml",
        "views/gas_test_page.xml",
    ],
    "assets": {
        "gas_test_mobile.assets_tasks": [
            ("include", "gas_mobile.assets_page"),
            "gas_test_mobile/static/src/**/*",
        ],
    },
}
