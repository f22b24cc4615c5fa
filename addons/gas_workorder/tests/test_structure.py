from odoo.tests import tagged

from odoo.addons.gas_customer.tests.structure import GasStructureCase
from odoo.addons.gas_promise.tests.structure import StructureCase


@tagged("post_install", "-at_install")
class TestStructure(GasStructureCase):
    """G01, G10: guards, views, buttons and Chinese of gas_workorder."""

    MODULE = "gas_workorder"


@tagged("post_install", "-at_install")
class TestStructureOfMobile(StructureCase):
    """The same of gas_mobile, which knows neither of the two that can tell."""

    MODULE = "gas_mobile"
    GROUPS = ("base.group_system",)


# The base classes are no tests of their own.
del GasStructureCase, StructureCase
