from odoo.tests import tagged

from .structure import StructureCase


@tagged("post_install", "-at_install")
class TestStructure(StructureCase):
    """G01, G10: guards, views, buttons and Chinese of gas_customer."""

    MODULE = "gas_customer"


# The base class is not a test of its own.
del StructureCase
