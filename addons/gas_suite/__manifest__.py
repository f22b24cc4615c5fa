{
    "name": "Gas Suite",
    "summary": "The whole of it: archive, work on site, network, duty, people, billing",
    "version": "19.0.1.0.0",
    "category": "Services/Gas",
    "author": "Qingyuan Gas Suite contributors",
    "license": "AGPL-3",
    "depends": ["gas_billing", "gas_duty", "gas_workforce"],
}
