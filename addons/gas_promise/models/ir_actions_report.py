from odoo import api, models


class IrActionsReport(models.Model):
    """Papers show moments on the company's clock, whoever prints them."""

    _inherit = "ir.actions.report"

    @api.model
    def _render_qweb_html(self, report_ref, docids, data=None):
        zone = self.env.company._promise_zone().zone
        papers = self.with_context(tz=zone)
        return super(IrActionsReport, papers)._render_qweb_html(
            report_ref, docids, data=data
        )
