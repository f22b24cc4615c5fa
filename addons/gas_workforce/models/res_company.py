from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    gas_again_share_limit = fields.Float(
        "Repeated Repairs At Most (%)",
        default=3.0,
        help="A worker with more in a month is below the standard.",
    )
    gas_performance_weight = fields.Integer("Weight of Performance (%)", default=50)
    gas_attitude_weight = fields.Integer("Weight of Attitude (%)", default=20)
    gas_skill_weight = fields.Integer("Weight of Skill (%)", default=30)
    gas_sanction_months = fields.Integer(
        "Ladder of Sanctions (months)",
        default=12,
        help="A step needs the one before it, told within these months.",
    )

    _gas_weights = models.Constraint(
        "CHECK (gas_performance_weight + gas_attitude_weight + gas_skill_weight = 100 "
        "AND gas_performance_weight >= 0 AND gas_attitude_weight >= 0 "
        "AND gas_skill_weight >= 0)",
        "The weights of an appraisal come to 100.",
    )
