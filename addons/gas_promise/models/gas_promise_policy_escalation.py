from odoo import fields, models


class GasPromisePolicyEscalation(models.Model):
    """Who else is told so long after a deadline that was missed, or before it."""

    _name = "gas.promise.policy.escalation"
    _description = "Escalation Step"
    _order = "minutes, id"
    _rec_name = "group_id"

    policy_id = fields.Many2one(
        "gas.promise.policy", required=True, index=True, ondelete="cascade"
    )
    minutes = fields.Integer(
        "Minutes After the Deadline",
        required=True,
        aggregator=None,
        help="Negative: before it.",
    )
    group_id = fields.Many2one("res.groups", "Role", required=True, ondelete="cascade")
