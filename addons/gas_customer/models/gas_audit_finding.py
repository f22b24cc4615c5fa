from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class GasAuditFinding(models.Model):
    """A record that breaks a rule of the audit, from when to when, and why that is so.

    It is explained by a named person until a day, or mended: then the next run sees it.
    """

    _name = "gas.audit.finding"
    _description = "Finding of the Audit"
    _order = "mended_on desc nulls first, found_on desc, id desc"

    audit_id = fields.Many2one(
        "gas.audit",
        "What Must Hold",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    subject = fields.Selection(related="audit_id.subject", store=True)
    remedy = fields.Text(related="audit_id.remedy")
    res_model = fields.Char("Kind of Records", required=True, readonly=True)
    res_id = fields.Integer("Record", required=True, readonly=True)
    words = fields.Char("What Is Wrong", readonly=True)
    found_on = fields.Datetime(required=True, readonly=True)
    mended_on = fields.Datetime(readonly=True)
    reason = fields.Char("Reason Given")
    explained_until = fields.Date()
    explained_by_id = fields.Many2one("res.users", readonly=True)
    state = fields.Selection(
        [
            ("open", "To Be Mended"),
            ("explained", "Explained"),
            ("mended", "Mended"),
        ],
        "Status",
        compute="_compute_state",
        search="_search_state",
    )

    _once = models.UniqueIndex(
        "(audit_id, res_model, res_id)", "This was found already."
    )
    _explained = models.Constraint(
        "CHECK ((reason IS NULL) = (explained_until IS NULL))",
        "An explanation has a reason and a last day.",
    )

    @api.depends("res_id", "res_model")
    def _compute_display_name(self):
        for model, findings in self.grouped("res_model").items():
            records = self.env[model].browse(findings.mapped("res_id"))
            readable = records.exists()._filtered_access("read")
            names = {record.id: record.display_name for record in readable}
            for finding in findings:
                finding.display_name = names.get(finding.res_id, f"#{finding.res_id}")

    def _record(self):
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id)

    @api.depends("mended_on", "explained_until")
    def _compute_state(self):
        today = self.env.company._promise_today()
        for finding in self:
            if finding.mended_on:
                finding.state = "mended"
            else:
                until = finding.explained_until
                finding.state = "explained" if until and until >= today else "open"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.flush_model(["mended_on", "explained_until"])
        today = self.env.company._promise_today()
        state = SQL(
            "CASE WHEN mended_on IS NOT NULL THEN 'mended'"
            " WHEN explained_until >= %s THEN 'explained' ELSE 'open' END",
            today,
        )
        found = SQL(
            "SELECT id FROM gas_audit_finding WHERE %s = ANY(%s)", state, list(value)
        )
        return [("id", "in", found)]

    def write(self, vals):
        """Note who explains it."""
        if not {"reason", "explained_until"} & vals.keys():
            return super().write(vals)
        explained = self._let_in(vals)
        person = self.env.uid if vals.get("reason", self[:1].reason) else False
        return super(GasAuditFinding, explained).write(
            {**vals, "explained_by_id": person}
        )

    def action_open(self):
        """Open the record that breaks the rule."""
        record = self._record()
        if not record.exists():
            raise UserError(
                self.env._("This record is gone. Let the rule run once more.")
            )
        if not record.has_access("read"):
            raise AccessError(
                self.env._(
                    "This record is for another role: tell who looks after the rule."
                )
            )
        return record._get_records_action(context={})
