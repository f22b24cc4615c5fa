from odoo import fields, models


class GasDutyPlanChief(models.TransientModel):
    """A chief of the shifts that are planned, and the turn among the others."""

    _name = "gas.duty.plan.chief"
    _description = "Chief in Turn"
    _order = "sequence, id"

    plan_id = fields.Many2one(
        "gas.duty.plan", "Roster", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    user_id = fields.Many2one(
        "res.users", "Chief", required=True, domain="[('share', '=', False)]"
    )

    _once = models.UniqueIndex(
        "(plan_id, user_id)", "A chief stands once in the list of turns."
    )
