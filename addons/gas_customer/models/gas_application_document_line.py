from odoo import fields, models


class GasApplicationDocumentLine(models.Model):
    """Whether one paper of one application was brought, and was right."""

    _name = "gas.application.document.line"
    _description = "Document of an Application"
    _order = "sequence, id"

    application_id = fields.Many2one(
        "gas.application", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("Document", required=True)
    required = fields.Boolean()
    state = fields.Selection(
        [("missing", "Missing"), ("brought", "Brought"), ("rejected", "Rejected")],
        required=True,
        default="missing",
    )
    reason = fields.Char("Remark", help="Why it was rejected, or what is special.")

    _rejected_why = models.Constraint(
        "CHECK (state <> 'rejected' OR reason IS NOT NULL)",
        "Say why the document is rejected: the customer wants to know.",
    )
