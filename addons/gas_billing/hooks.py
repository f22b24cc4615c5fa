def post_init_hook(env):
    """Give every company that keeps books what gas bills are posted with."""
    env["res.company"].search([("chart_template", "!=", False)])._gas_billing_setup()
