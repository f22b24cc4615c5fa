from odoo import fields, models


class GasImport(models.Model):
    """A file of payments names its journal and becomes a batch."""

    _inherit = "gas.import"

    payment_journal_id = fields.Many2one(
        "account.journal",
        "Receiving Journal",
        check_company=True,
        domain="[('type', 'in', ('bank', 'cash'))]",
    )
    payment_batch_id = fields.Many2one(
        "gas.payment.batch", "Batch of Payments", readonly=True, copy=False
    )

    def action_open_payment_batch(self):
        self.ensure_one()
        return self.payment_batch_id._get_records_action(context={})
