from odoo import api, fields, models


class GasConsent(models.Model):
    """What a customer has agreed to let data be used for, until withdrawn."""

    _name = "gas.consent"
    _description = "Consent of a Customer"
    _order = "given_on desc, id desc"
    _rec_name = "purpose"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="cascade"
    )
    purpose = fields.Selection(
        [
            ("notice", "Notices by SMS or WeChat"),
            ("survey", "Call-backs and surveys"),
            ("insurance", "Passed on to an insurer"),
            ("bank", "Passed on to a bank"),
            ("installer", "Passed on to an installer"),
            ("other", "Other"),
        ],
        required=True,
    )
    given_on = fields.Date(
        required=True, default=lambda self: self.env.company._promise_today()
    )
    given_by = fields.Selection(
        [
            ("signed", "Signed on paper"),
            ("counter", "Told at the counter"),
            ("phone", "Told by phone"),
            ("online", "Clicked online"),
        ],
        "Form of Consent",
        required=True,
        default="signed",
    )
    withdrawn_on = fields.Date()
    note = fields.Char(help="For example whom the data may be given to.")
    is_valid = fields.Boolean("In Force", compute="_compute_is_valid")

    _withdrawn_after = models.Constraint(
        "CHECK (withdrawn_on IS NULL OR withdrawn_on >= given_on)",
        "A consent cannot be withdrawn before it was given: check the two dates.",
    )

    @api.depends("given_on", "withdrawn_on")
    def _compute_is_valid(self):
        today = self.env.company._promise_today()
        for consent in self:
            consent.is_valid = not consent.withdrawn_on or consent.withdrawn_on > today

    def _tells_of_people(self, name):
        return bool(self)
