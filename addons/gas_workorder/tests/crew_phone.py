"""The telephone of a crew, in the hand of a technician, for tests."""

from odoo.addons.gas_mobile.tests.phone import Phone, PhoneCase

from ..controllers.crew import PAGE
from .crew import CrewCase


class CrewPhone(Phone):
    """The telephone of a crew."""

    def check_all(self, title):
        """Answer the checklist that the big button leads to."""
        self.big(title)
        self.see("points are open")
        while self.run(
            "Boolean(document.querySelector('.gas_check:not(.gas_checked)'))"
        ):
            count = "document.querySelectorAll('.gas_checked').length"
            before = self.run(count)
            self.run("document.querySelector('.gas_check:not(.gas_checked)').click()")
            self.wait(f"{count} > {before}", "not checked")
        self.big("Checked")


class CrewPageCase(PhoneCase, CrewCase):
    """The page of crews."""

    PAGE = PAGE
    TITLE = "My Work Orders"
    PHONE = CrewPhone

    def phone_of_crew(self):
        return self.phone(self.user, {**self.far_off, "accuracy": 20})
