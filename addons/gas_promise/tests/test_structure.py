from odoo.tests import tagged

from .structure import StructureCase


@tagged("post_install", "-at_install")
class TestStructure(StructureCase):
    """G01, G10: guards, views, buttons and Chinese of gas_promise."""

    MODULE = "gas_promise"
    GROUPS = tuple(
        f"gas_promise.gas_promise_group_{role}"
        for role in ("user", "supervisor", "manager")
    )
    INDEXED_OTHERWISE = ("gas.promise", "gas.promise.alarm")


# The base class is not a test of its own.
del StructureCase
