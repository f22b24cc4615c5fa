{
    "name": "Test: Posting Overridden",
    "summary": "What an unknown add-on does on posting; see test_unknown_addons.py",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "Qingyuan Gas Suite contributors",
    "license": "AGPL-3",
    "depends": ["gas_billing"],
}
