from odoo import api, models
from odoo.exceptions import UserError


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_trail(self):
        """Keep what tells who changed what: it goes with its record, and not before."""
        self._refuse_to_touch_trail()

    def write(self, vals):
        if {"body", "date", "author_id", "model", "res_id"} & vals.keys():
            self._refuse_to_touch_trail()
        return super().write(vals)

    def _refuse_to_touch_trail(self):
        if self.env.su:
            return
        for message in self.sudo():
            is_trail = message.message_type in ("notification", "auto_comment")
            if is_trail and self._is_walled(message.model or ""):
                raise UserError(
                    self.env._(
                        "This message is part of the history of the record: it is "
                        "neither changed nor deleted."
                    )
                )
