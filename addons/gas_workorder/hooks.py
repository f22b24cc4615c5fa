def post_init_hook(env):
    """Give every company that keeps books what service work is invoiced with."""
    env["res.company"].search([("chart_template", "!=", False)])._gas_workorder_setup()
