def post_init_hook(env):
    """Give every company that keeps books what gas bills are posted with."""
    # Cubic metres have three decimals, and an invoice rounds what it is given.
    units = env.ref("uom.decimal_product_uom")
    units.digits = max(units.digits, 3)
    env["res.company"].search([("chart_template", "!=", False)])._gas_billing_setup()
