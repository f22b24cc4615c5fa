from odoo import api, fields, models
from odoo.exceptions import UserError


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

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._refuse_after_review()
        return lines

    def write(self, vals):
        self._refuse_after_review()
        if {"name", "required", "application_id"} & vals.keys():
            self._refuse_to_drop_required()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reviewed(self):
        self._refuse_after_review()
        self._refuse_to_drop_required()

    def _refuse_to_drop_required(self):
        if self._is_server():
            return
        for line in self.filtered("required"):
            raise UserError(
                self.env._(
                    "%(application)s: “%(document)s” has to be brought. Say in the "
                    "remark what is special about it.",
                    application=line.application_id.display_name,
                    document=line.name,
                )
            )

    def _refuse_after_review(self):
        """Refuse to change what the reviewer has seen."""
        for application in self.application_id:
            if application.state not in ("draft", "submitted", "rejected"):
                raise UserError(
                    self.env._(
                        "%s has been accepted: its documents stay as they were "
                        "reviewed.",
                        application.display_name,
                    )
                )
