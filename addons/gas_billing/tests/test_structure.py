from odoo.tests import tagged

from odoo.addons.gas_customer.tests.structure import StructureCase


@tagged("post_install", "-at_install")
class TestStructure(StructureCase):
    """G01, G10: guards, views, buttons and Chinese of gas_billing."""

    MODULE = "gas_billing"


# The base class is not a test of its own.
del StructureCase
