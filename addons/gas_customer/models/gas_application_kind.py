from odoo import fields, models

from .gas_application_change import CHANGES


class GasApplicationKind(models.Model):
    """A business that customers apply for: what it takes and what it changes.

    Offices add their own kinds; what is changed in the archive is chosen from what
    the program knows.
    """

    _name = "gas.application.kind"
    _description = "Kind of Application"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="What time limits call it.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    applied_to = fields.Selection(
        [("point", "A place without contract"), ("contract", "A contract")],
        "Applied For",
        required=True,
        default="contract",
    )
    contract_state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Running"),
            ("suspended", "Suspended"),
            ("open", "Running or suspended"),
        ],
        "Required Contract Status",
        default="running",
        help="Otherwise the application is not taken in.",
    )
    needs_clearance = fields.Boolean(
        "Debts Cleared", help="Refused while the household owes anything."
    )
    needs_identity = fields.Boolean(
        "Identity Is Checked",
        default=True,
        help="Somebody compares the paper with the person before it is submitted.",
    )
    needs_reviewer = fields.Boolean(
        "Reviewed by Another",
        help="Accepted by another person than the one who took it in.",
    )
    change = fields.Selection(
        CHANGES,
        "Changes in the Archive",
        required=True,
        default="nothing",
        help="Made when the application is completed, and only then.",
    )
    document_ids = fields.One2many(
        "gas.application.document", "kind_id", "Documents to Bring", copy=True
    )
    step_ids = fields.One2many("gas.application.step", "kind_id", "Steps", copy=True)
    report_ids = fields.Many2many(
        "ir.actions.report",
        string="Forms to Print",
        domain="[('model', '=', 'gas.application')]",
    )
    note = fields.Text(
        "Hints for the Clerk", translate=True, help="Shown on every application."
    )

    _code_uniq = models.UniqueIndex("(code)", "Another kind has this code.")
