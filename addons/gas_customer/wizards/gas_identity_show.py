from odoo import fields, models


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
        "Why Shown",
        required=True,
    )
    note = fields.Char(help="For example the number of the application.")

    def action_show(self):
        self.ensure_one()
        labels = dict(self._fields["reason"]._description_selection(self.env))
        words = filter(None, (labels[self.reason], self.note))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.partner_id.name,
                "message": self.partner_id._show_identity(" · ".join(words)),
                "sticky": True,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
