from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

CALL_KINDS = [
    ("fire", "Fire or Explosion"),
    ("network", "Leak or Damage on the Network"),
    ("leak", "Leak Indoors"),
    ("fault", "Ordinary Fault"),
    ("planned", "Work by Appointment"),
]
# Kinds of work by which gas is cut off, and restored.
SUPPLY_CODES = ("stop", "restore")


class FsmOrderType(models.Model):
    """A kind of work on site: its steps, what it takes, and what it leaves behind."""

    _inherit = "fsm.order.type"
    _order = "sequence, id"

    name = fields.Char(translate=True)
    code = fields.Char(help="What time limits and files call it.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    urgency = fields.Selection(
        [("emergency", "Emergency"), ("urgent", "Urgent"), ("normal", "Normal")],
        required=True,
        default="normal",
    )
    call_kind = fields.Selection(
        CALL_KINDS,
        "Kind of Call",
        required=True,
        default="planned",
        help="By this, the call routing says who is sent at which hour.",
    )
    needs_diagnosis = fields.Boolean(
        "Diagnosis Required", help="The fault is told before work begins."
    )
    needs_agreement = fields.Boolean(
        "Agreement Required",
        help="Time and price are told and agreed with before work begins.",
    )
    needs_check = fields.Boolean(
        "Safety Check Required", help="Nobody leaves before the checklist is done."
    )
    needs_signature = fields.Boolean("Signature Required")
    needs_follow_up = fields.Boolean(
        "Satisfaction Call", help="Some days later: does the repair hold?"
    )
    crew_size = fields.Integer("Minimum Crew Size", default=1)
    check_ids = fields.One2many("gas.order.check", "type_id", "Checklist", copy=True)
    application_kind_id = fields.Many2one(
        "gas.application.kind",
        "Changes in the Archive",
        ondelete="restrict",
        help="What is done on site is entered by an application of this kind, the "
        "customer's or one that the order opens itself.",
    )
    found_type_id = fields.Many2one(
        "fsm.order.type",
        "Kind of Order for Defects",
        ondelete="restrict",
        help="What a round finds is ordered at once, as this kind of work.",
    )
    duration_hours = fields.Float("Usual Duration (hours)", default=1.0)

    _code_uniq = models.UniqueIndex("(code)", "Another kind of order has this code.")
    _crew_positive = models.Constraint(
        "CHECK (crew_size >= 1)", "At least one person is sent."
    )

    @api.constrains("found_type_id")
    def _check_defects_are_no_stops(self):
        for kind in self:
            if kind.found_type_id.code in SUPPLY_CODES:
                raise ValidationError(
                    self.env._(
                        "%(kind)s: “%(found)s” is ordered by a stop of supply only. "
                        "Choose another kind for what is found out of order.",
                        kind=kind.name,
                        found=kind.found_type_id.name,
                    )
                )

    @api.model
    def _with_code(self, code):
        """Return the kind of work that is called ``code``.

        :raise UserError: it is archived, or was deleted
        """
        kind = self.search([("code", "=", code)], limit=1)
        if not kind:
            raise UserError(
                self.env._(
                    "There is no kind of work with the code “%s”. Restore it in the "
                    "configuration.",
                    code,
                )
            )
        return kind
