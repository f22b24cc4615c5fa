from odoo import fields, models

from odoo.addons.gas_promise.tools import notification


class GasIdentityShow(models.TransientModel):
    """Asks why before an ID number is shown. The number itself is kept nowhere."""

    _name = "gas.identity.show"
    _description = "Show an ID Number"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="cascade"
    )
    reason = fields.Selection(
        [
            ("counter", "Identity verified at the counter"),
            ("application", "Needed for an application"),
            ("upkeep", "Data checked"),
            ("bank", "Bank withholding agreed"),
            ("authority", "Asked for by an authority"),
            ("other", "Other"),
        ],
        "Reason for Viewing",
        required=True,
    )
    note = fields.Char(help="For example the number of the application.")

    def action_show(self):
        self.ensure_one()
        words = filter(None, (self._selection_label("reason"), self.note))
        return notification(
            self.partner_id._show_identity(" · ".join(words)),
            kind="info",
            title=self.partner_id.name,
            sticky=True,
            then={"type": "ir.actions.act_window_close"},
        )
