from odoo import fields, models

# The events of an application that a step may bring, besides those of its states.
EVENTS = [
    ("surveyed_on", "Surveyed on Site"),
    ("replied_on", "Customer Informed On"),
    ("paid_on", "Signed and Paid"),
]


class GasApplicationStep(models.Model):
    """A step that applications of a kind go through."""

    _name = "gas.application.step"
    _description = "Step of a Kind of Application"
    _order = "sequence, id"

    kind_id = fields.Many2one(
        "gas.application.kind", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    group_id = fields.Many2one("res.groups", "Role")
    on_site = fields.Boolean(help="At the customer's; else in the office.")
    event = fields.Selection(
        EVENTS, "Recorded Event", help="Time limits start and end with events."
    )
