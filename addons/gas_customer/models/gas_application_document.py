from odoo import fields, models


class GasApplicationDocument(models.Model):
    """A paper that the customer brings for a kind of application."""

    _name = "gas.application.document"
    _description = "Document of a Kind of Application"
    _order = "sequence, id"

    kind_id = fields.Many2one(
        "gas.application.kind", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    required = fields.Boolean(default=True)
