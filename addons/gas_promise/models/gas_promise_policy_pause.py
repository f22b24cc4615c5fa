from odoo import fields, models


class GasPromisePolicyPause(models.Model):
    """Two events of the record between which the clock stands still."""

    _name = "gas.promise.policy.pause"
    _description = "Pause Between Two Events"
    _inherit = ["gas.promise.cache.mixin"]
    _rec_name = "reason_id"

    policy_id = fields.Many2one(
        "gas.promise.policy", required=True, index=True, ondelete="cascade"
    )
    model_id = fields.Many2one(related="policy_id.model_id")
    start_field_id = fields.Many2one(
        "ir.model.fields",
        "Paused From",
        required=True,
        ondelete="cascade",
        domain="[('model_id', '=', model_id), ('ttype', '=', 'datetime'),"
        " ('store', '=', True)]",
    )
    end_field_id = fields.Many2one(
        "ir.model.fields",
        "Resumed By",
        required=True,
        ondelete="cascade",
        domain="[('model_id', '=', model_id), ('ttype', '=', 'datetime'),"
        " ('store', '=', True)]",
    )
    reason_id = fields.Many2one(
        "gas.promise.reason", required=True, domain=[("kind", "=", "pause")]
    )
