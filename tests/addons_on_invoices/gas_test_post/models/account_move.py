from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    test_posted_by_hook = fields.Boolean()

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted.test_posted_by_hook = True
        return posted
