from odoo import fields, models


class GasDocumentText(models.Model):
    """The wording of a printed document, which the office edits.

    Forms hold what differs from household to household, texts what all are told.
    """

    _name = "gas.document.text"
    _description = "Text of Printed Documents"
    _order = "kind"

    name = fields.Char("Title", required=True)
    kind = fields.Selection(
        [
            ("supply_contract", "Supply Contract"),
            ("usage_rules", "Rules for Using Gas"),
            ("ignition_rules", "Rules for Ignition Staff"),
            ("withholding", "Withholding Agreement"),
            ("withholding_notice", "Invitation to Bank Withholding"),
            ("service_guide", "Service Guide"),
            ("letter", "Letter to Users"),
        ],
        "Used For",
        required=True,
    )
    body = fields.Html("Text", required=True, sanitize_style=True)

    _kind_uniq = models.UniqueIndex(
        "(kind)", "There is a text for this document already: change that one."
    )

    def _of(self, kind):
        """Return the text of the document ``kind``, without one nothing."""
        return self.search([("kind", "=", kind)])
