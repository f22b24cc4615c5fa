from odoo import api, fields, models
from odoo.exceptions import UserError


class GasPromiseDecide(models.TransientModel):
    """Ask a supervisor why a clock is paused, or a case does not count."""

    _name = "gas.promise.decide"
    _description = "Pause or Exempt Promises"

    kind = fields.Selection(
        [("pause", "Pause"), ("exemption", "Exempt")], required=True, readonly=True
    )
    promise_ids = fields.Many2many("gas.promise", required=True, readonly=True)
    allowed_reason_ids = fields.Many2many(
        "gas.promise.reason", compute="_compute_allowed_reason_ids"
    )
    reason_id = fields.Many2one(
        "gas.promise.reason",
        required=True,
        domain="[('id', 'in', allowed_reason_ids)]",
    )
    note = fields.Char()

    @api.depends("kind", "promise_ids")
    def _compute_allowed_reason_ids(self):
        """Offer what all policies at hand permit."""
        names = {"pause": "pause_reason_ids", "exemption": "exemption_reason_ids"}
        for wizard in self:
            reasons = self.env["gas.promise.reason"].search(
                [("kind", "=", wizard.kind)]
            )
            for policy in wizard.promise_ids.policy_id:
                reasons &= policy[names[wizard.kind]]
            wizard.allowed_reason_ids = reasons

    def action_decide(self):
        promises = self.promise_ids._supervised()
        if self.reason_id not in self.allowed_reason_ids:
            raise UserError(
                self.env._(
                    "“%(reason)s” is not a reason that these promises permit. Choose "
                    "another, or have it added to the policy.",
                    reason=self.reason_id.name,
                )
            )
        if self.kind == "pause":
            promises._pause(self.reason_id, self.note)
        else:
            self._exempt_others(promises)
        return {"type": "ir.actions.act_window_close"}

    def _exempt_others(self, promises):
        """Exempt those that are not yet: what somebody decided before stays."""
        promises.lock_for_update(allow_referencing=True)
        decided = promises.filtered("exemption_reason_id")
        if promises == decided:
            raise UserError(
                self.env._(
                    "Exempted already by %(user)s: withdraw that first, if the reason "
                    "is another.",
                    user=", ".join(decided.decided_by_id.mapped("name")),
                )
            )
        (promises - decided)._exempt(self.reason_id, self.note)
