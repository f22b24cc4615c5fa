from odoo import fields, models


class GasPromisePause(models.Model):
    """A time during which a clock stood still."""

    _name = "gas.promise.pause"
    _description = "Pause of a Time Promise"
    _order = "start_at, id"
    _rec_name = "reason_id"

    promise_id = fields.Many2one(
        "gas.promise", required=True, index=True, ondelete="cascade", readonly=True
    )
    reason_id = fields.Many2one("gas.promise.reason", required=True, readonly=True)
    # The events that opened it; empty if a person did.
    rule = fields.Char(readonly=True)
    start_at = fields.Datetime("From", required=True, readonly=True)
    end_at = fields.Datetime("To", readonly=True)
    note = fields.Char(readonly=True)

    _ordered = models.Constraint(
        "CHECK (start_at <= end_at)", "A pause cannot end before it begins."
    )
