from odoo import api, models
from odoo.tools import frozendict


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    def context_get(self):
        """Let who has chosen no time zone live in the company's.

        Screens and filters say “today”: it would be that of Greenwich.
        """
        context = super().context_get()
        if context.get("tz"):
            return context
        return frozendict(context, tz=self.env.company._promise_zone().zone)
