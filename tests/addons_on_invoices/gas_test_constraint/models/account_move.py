from odoo import api, models
from odoo.exceptions import ValidationError


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.constrains("amount_total", "state")
    def _check_test_amount(self):
        for move in self:
            if move.state == "posted" and round(move.amount_total * 100) % 7 == 0:
                raise ValidationError(f"{move.ref}: no sevens")
