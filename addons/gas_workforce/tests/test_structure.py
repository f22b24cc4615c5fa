from odoo.tests import tagged

from odoo.addons.gas_customer.tests.structure import GasStructureCase


@tagged("post_install", "-at_install")
class TestStructure(GasStructureCase):
    """G01, G10: guards, views, buttons and Chinese of gas_workforce."""

    MODULE = "gas_workforce"


# The base class is not a test of its own.
del GasStructureCase
