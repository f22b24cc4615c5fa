import doctest

from odoo.tests import TransactionCase, tagged

from ..controllers import page


@tagged("post_install", "-at_install")
class TestPage(TransactionCase):
    def test_page_is_called_by_its_address(self):
        outcome = doctest.testmod(page)
        self.assertGreater(outcome.attempted, 0)
        self.assertEqual(outcome.failed, 0)
