{
    "name": "Service Promises: Tests",
    "summary": "A record with time promises, to test the engine with",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "Qingyuan Gas Suite contributors",
    "license": "AGPL-3",
    "depends": ["gas_promise"],
    "data": ["security/ir.model.access.csv"],
}
