from odoo import api, fields, models


class GasIncidentPlanLine(models.Model):
    """Somebody who is told of an incident, in the house or outside, and how soon."""

    _name = "gas.incident.plan.line"
    _description = "Recipient of an Emergency Plan"
    _order = "plan_id, minutes, id"

    plan_id = fields.Many2one(
        "gas.incident.plan",
        "Emergency Plan",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="plan_id.company_id")
    user_id = fields.Many2one(
        "res.users", "Internal Recipient", index="btree_not_null", ondelete="restrict"
    )
    contact_id = fields.Many2one(
        "gas.emergency.contact",
        "External Contact",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('company_id', '=', company_id)]",
    )
    minutes = fields.Integer("Within (minutes)", required=True, default=10)
    words = fields.Char("Purpose")

    _one_of_both = models.Constraint(
        "CHECK ((user_id IS NULL) <> (contact_id IS NULL))",
        "A line names somebody in the house or a contact outside.",
    )
    _minutes_positive = models.Constraint(
        "CHECK (minutes > 0)", "Somebody is told within one minute or later."
    )

    @api.depends("user_id", "contact_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.user_id.name or line.contact_id.name
