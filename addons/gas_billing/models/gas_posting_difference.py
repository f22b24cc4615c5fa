import logging

from odoo import api, fields, models

_logger = logging.getLogger(__name__)


class GasPostingDifference(models.Model):
    """A kind of invoices that came out otherwise as a set than one by one.

    Nothing wrong was posted. Until the administrator has looked at it, invoices of this
    kind are made one by one.
    """

    _name = "gas.posting.difference"
    _description = "Difference Found in Posting"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "columns"

    company_id = fields.Many2one("res.company", required=True, index=True)
    campaign_id = fields.Many2one(
        "gas.billing.campaign", required=True, index=True, ondelete="cascade"
    )
    bill_id = fields.Many2one("gas.bill", "Example", index=True, ondelete="set null")
    kind = fields.Char("Kind of Invoices", required=True, readonly=True)
    columns = fields.Char("Differing Columns", required=True, readonly=True)
    active = fields.Boolean(
        "Posted One by One",
        default=True,
        help="Archive it once the cause is gone: the next posting tries again.",
    )

    @api.model
    def _barred(self, company):
        """Return the kinds of invoices that are made one by one."""
        return set(self.search([("company_id", "=", company.id)]).mapped("kind"))

    @api.model
    def _note(self, campaign, kind, columns, bill_id):
        """Keep that a difference was found, and tell the administrators."""
        _logger.error("Invoices of one kind are made one by one: %s differ", columns)
        difference = self.create(
            {
                "company_id": campaign.company_id.id,
                "campaign_id": campaign.id,
                "bill_id": bill_id,
                "kind": kind,
                "columns": columns,
            }
        )
        group = self.env.ref("gas_customer.gas_customer_group_administrator")
        for user in group.all_user_ids:
            difference.activity_schedule(
                "mail.mail_activity_data_warning",
                user_id=user.id,
                summary=self.env._("Invoices written as sets differ from Odoo's"),
            )
        return difference
