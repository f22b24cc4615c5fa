from odoo import models

from odoo.addons.gas_customer.models.gas_audit import Offenders


class GasAudit(models.Model):
    """Rules of the centre's books."""

    _inherit = "gas.audit"

    def _find_report_sealed(self):
        """What was sent up is still what was sealed."""
        reports = self.env["gas.duty.report"].search([("state", "=", "sent")])
        wrong = [
            ("gas.duty.report", report.id, self.env._("not what was sealed"))
            for report in reports
            if not report.is_intact
        ]
        return Offenders.of(wrong)

    def _pairs_of_eyes(self):
        return [
            *super()._pairs_of_eyes(),
            ("gas.duty.report", "made_by_id", "reviewed_by_id"),
        ]
