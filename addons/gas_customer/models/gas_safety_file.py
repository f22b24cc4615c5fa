from odoo import api, fields, models
from odoo.fields import Domain

# What must be told, and which papers must be there, before the file is complete.
FACTS = (
    "officer",
    "officer_phone",
    "certificate_number",
    "certificate_until",
    "rules_on",
    "shutdown_on",
    "shutdown_order",
    "pressure_kpa",
)
PAPERS = ("rules_file", "shutdown_file")
# Whoever lacks the latter is not asked for the former yet.
DETAILS = {
    "officer_phone": "officer",
    "certificate_until": "certificate_number",
    "rules_on": "rules_file",
    "shutdown_on": "shutdown_file",
}


class GasSafetyFile(models.Model):
    """How a non-resident answers for gas safety: who, by which rules, in which order.

    It is opened with the contract, so that a list shows who still owes what.
    """

    _name = "gas.safety.file"
    _description = "Safety File of a Non-Resident"
    _inherit = ["gas.household.search.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "certificate_until, id"
    _rec_name = "contract_id"

    contract_id = fields.Many2one(
        "gas.contract",
        "Household",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    contract_state = fields.Selection(related="contract_id.state")
    user_class = fields.Selection(
        related="contract_id.user_class", store=True, precompute=True
    )
    address = fields.Char(related="contract_id.address")
    station_id = fields.Many2one(
        related="contract_id.station_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True, index=True
    )
    officer = fields.Char("Safety Officer", tracking=True)
    officer_phone = fields.Char(tracking=True)
    certificate_number = fields.Char(tracking=True)
    certificate_until = fields.Date("Certificate Valid Until", tracking=True)
    rules_file = fields.Binary("Safety Rules", attachment=True)
    rules_file_name = fields.Char()
    rules_on = fields.Date("Safety Rules Dated", tracking=True)
    shutdown_file = fields.Binary("Shutdown Procedure", attachment=True)
    shutdown_file_name = fields.Char()
    shutdown_on = fields.Date("Shutdown Procedure Dated", tracking=True)
    shutdown_order = fields.Text(
        "Equipment Shutdown Order", help="Which equipment is shut down first, and last."
    )
    pressure_kpa = fields.Float("Gas Pressure (kPa)", digits=(10, 2), tracking=True)
    note = fields.Text()
    is_complete = fields.Boolean(compute="_compute_is_complete", store=True)
    owes = fields.Char(
        compute="_compute_owes", help="What is missing or has expired, as of today."
    )
    is_due = fields.Boolean(
        "Incomplete or Expired", compute="_compute_owes", search="_search_due"
    )

    _one_a_contract = models.UniqueIndex(
        "(contract_id)", "This household has a safety file already: open that one."
    )
    _pressure_positive = models.Constraint(
        "CHECK (pressure_kpa >= 0)", "A pressure is not negative."
    )

    def _missing(self):
        """Return ``{file: names of the fields that are still empty}``."""
        # Whether there is a paper, not what it says: reading it is dear.
        papers = set(
            self.env["ir.attachment"]
            .sudo()
            ._read_group(
                [
                    ("res_model", "=", self._name),
                    ("res_field", "in", PAPERS),
                    ("res_id", "in", self._origin.ids),
                ],
                ["res_id", "res_field"],
            )
        )
        return {
            file: [
                *(name for name in FACTS if not file[name]),
                *(name for name in PAPERS if (file._origin.id, name) not in papers),
            ]
            for file in self
        }

    @api.depends(*FACTS, *PAPERS)
    def _compute_is_complete(self):
        missing = self._missing()
        for file in self:
            file.is_complete = not missing[file]

    @api.depends(*FACTS, *PAPERS)
    @api.depends_context("lang")
    def _compute_owes(self):
        today = self.env.company._promise_today()
        labels = {
            name: self._fields[name]._description_string(self.env)
            for name in (*FACTS, *PAPERS)
        }
        expired, missing = self.env._("Certificate expired"), self._missing()
        for file in self:
            words = [
                labels[name]
                for name in missing[file]
                if DETAILS.get(name) not in missing[file]
            ]
            if file.certificate_until and file.certificate_until < today:
                words.append(expired)
            file.owes = "、".join(words)
            file.is_due = bool(words)

    @api.model
    def _search_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        due = Domain("is_complete", "=", False) | Domain(
            "certificate_until", "<", self.env.company._promise_today()
        )
        return due if True in value else ~due
