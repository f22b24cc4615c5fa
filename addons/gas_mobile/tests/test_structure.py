from odoo.tests import tagged

from odoo.addons.gas_promise.tests.structure import StructureCase


@tagged("post_install", "-at_install")
class TestStructure(StructureCase):
    """G01, G10: guards, views, buttons and Chinese of gas_mobile."""

    MODULE = "gas_mobile"
    GROUPS = ("base.group_system",)


# The base class is not a test of its own.
del StructureCase
