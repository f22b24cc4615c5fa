from odoo.addons.gas_customer.tests.printing import PrintCase

from .common import OrderCase


class OrderPrintCase(OrderCase, PrintCase):
    """Prints forms of ``MODULE`` in Chinese, as a dispatcher does."""

    MODULE = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "zh_CN"})

    def assertHolds(self, name, record, *words):
        """The form has one page, on which all ``words`` stand."""
        pages = self.print_pages(f"{self.MODULE}.{name}", record, self.dispatcher)
        self.assertPrinted(pages, *words)
