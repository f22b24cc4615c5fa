from odoo.addons.gas_promise.tests.structure import StructureCase

from .common import STAFF


class GasStructureCase(StructureCase):
    """What must hold for every add-on, tried as each role of a gas company."""

    # Which station a household belongs to is known to each.
    OPEN_TO_ALL = ("gas.area",)
    GROUPS = tuple(
        f"gas_customer.gas_customer_group_{role}" for role in (*STAFF, "administrator")
    )


# The base class is not a test of its own.
del StructureCase
