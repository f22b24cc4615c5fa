{
    "name": "Test: Stored Columns on Invoices",
    "summary": "Columns that an unknown add-on computes; see test_unknown_addons.py",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "Qingyuan Gas Suite contributors",
    "license": "AGPL-3",
    "depends": ["gas_billing"],
}
