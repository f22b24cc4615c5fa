from odoo import api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    # Of each invoice alone, so that it cannot be cloned; and the same for all.
    test_label = fields.Char(compute="_compute_test_label", store=True)
    test_colour = fields.Char(default="blue")

    @api.depends("partner_id.name", "amount_total", "name")
    def _compute_test_label(self):
        for move in self:
            move.test_label = f"{move.partner_id.name} {move.amount_total:.2f}"


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    test_double = fields.Float(compute="_compute_test_double", store=True)

    @api.depends("quantity")
    def _compute_test_double(self):
        for line in self:
            line.test_double = 2 * line.quantity
