import logging
import time
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.gas_promise.tools import notification

_logger = logging.getLogger(__name__)

# As many offenders of a rule are listed; all are counted.
LISTED = 500


class Offenders(NamedTuple):
    """What breaks a rule."""

    count: int
    listed: list  # of (model, id, what is wrong with it), at most LISTED

    @classmethod
    def of(cls, found):
        """Return all that was found, as ``listed`` has it: counted, and cut off."""
        return cls(len(found), found[:LISTED])


class GasAudit(models.Model):
    """A statement that must always hold, and whether it does (数据稽核).

    An add-on declares one by a record with a ``code`` and by a method
    ``_find_<code>`` of this model, which returns the ``Offenders``. The rules run at
    night, from their list, and after each story of the tests.
    """

    _name = "gas.audit"
    _description = "Audit Rule"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "subject, sequence, id"

    name = fields.Char("What Must Hold", required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    subject = fields.Selection(
        [
            ("gas", "Gas"),
            ("money", "Money"),
            ("clock", "Promises"),
            ("work", "Work"),
        ],
        "Kind of Rule",
        required=True,
        readonly=True,
    )
    remedy = fields.Text("What to Do", translate=True)
    sequence = fields.Integer()
    active = fields.Boolean(default=True)
    user_id = fields.Many2one("res.users", "Looked After By")
    is_waiting = fields.Boolean("Waits to Run", readonly=True, copy=False)
    last_run_on = fields.Datetime(readonly=True, copy=False)
    seconds = fields.Float(
        "Time Taken (s)", readonly=True, copy=False, digits=(12, 2), aggregator="sum"
    )
    offender_count = fields.Integer("Offenders", readonly=True, copy=False)
    error = fields.Char("Could Not Run", readonly=True, copy=False)
    finding_ids = fields.One2many("gas.audit.finding", "audit_id", readonly=True)
    open_count = fields.Integer("To Be Mended", compute="_compute_open_count")
    outcome = fields.Selection(
        [
            ("never", "Not Run Yet"),
            ("failed", "Could Not Run"),
            ("broken", "Broken"),
            ("explained", "Explained"),
            ("holds", "Holds"),
        ],
        compute="_compute_outcome",
    )

    _once = models.UniqueIndex("(code)", "This rule is there already.")

    @api.depends("finding_ids.state")
    def _compute_open_count(self):
        counts = dict(
            self.env["gas.audit.finding"]._read_group(
                [("audit_id", "in", self.ids), ("state", "=", "open")],
                ["audit_id"],
                ["__count"],
            )
        )
        for audit in self:
            audit.open_count = counts.get(audit, 0)

    @api.depends("last_run_on", "error", "offender_count", "open_count")
    def _compute_outcome(self):
        for audit in self:
            if not audit.last_run_on:
                audit.outcome = "never"
            elif audit.error:
                audit.outcome = "failed"
            elif audit.open_count or audit.offender_count > LISTED:
                audit.outcome = "broken"
            else:
                audit.outcome = "explained" if audit.offender_count else "holds"

    # Buttons

    def action_run(self):
        """Have the rules run in the background, one after another."""
        self.check_access("write")
        self._write_as_server({"is_waiting": True})
        self.env.ref("gas_customer.ir_cron_audit").sudo()._trigger()
        return notification(
            self.env._("%d rules run now. Reload the list to see.", len(self))
        )

    def action_stop(self):
        """Take back what waits; the rule that is running ends by itself."""
        self.check_access("write")
        waiting = self.search([("is_waiting", "=", True)])
        waiting._write_as_server({"is_waiting": False})
        return notification(self.env._("%d rules were taken back.", len(waiting)))

    def action_open_findings(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_customer.gas_audit_finding_action"
        )
        return {**action, "domain": [("audit_id", "=", self.id)]}

    # Running

    @api.model
    def _cron_run_all(self):
        """Let every rule run, one after another."""
        self.search([("active", "=", True)]).is_waiting = True
        self.env.ref("gas_customer.ir_cron_audit")._trigger()

    @api.model
    def _cron_run_waiting(self):
        """Run what waits; each rule ends with a commit, and can be stopped before."""
        waits = [("is_waiting", "=", True)]
        while audit := self.search(waits, limit=1):
            audit._run()
            left = self.search_count(waits)
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                break

    def _run(self):
        """Run the rules, and note what they find.

        A rule that fails says so and does not keep others from running.
        """
        for audit in self:
            begun = time.monotonic()
            vals = {"error": False}
            try:
                with self.env.cr.savepoint():
                    offenders = audit._offenders()
                    audit._note(offenders)
                    vals["offender_count"] = offenders.count
            except Exception as error:
                _logger.exception("Audit rule %s could not run", audit.code)
                vals["error"] = str(error).splitlines()[0]
            audit.write(
                {
                    **vals,
                    "is_waiting": False,
                    "last_run_on": fields.Datetime.now(),
                    "seconds": time.monotonic() - begun,
                }
            )

    def _offenders(self):
        """Return the ``Offenders`` of one rule."""
        self.ensure_one()
        find = getattr(self.sudo(), f"_find_{self.code}", None)
        if not find:
            raise UserError(
                self.env._(
                    "No add-on that is installed knows the rule “%s”: archive it.",
                    self.code,
                )
            )
        self.env.flush_all()
        return find()

    @api.model
    def _broken(self):
        """Return {code: [what is wrong]} of the rules that do not hold, in English.

        For tests: nothing is noted.
        """
        found = {
            audit.code: [
                f"{model}({res_id}): {words}"
                for model, res_id, words in audit._offenders().listed
            ]
            for audit in self.sudo().search([])
        }
        return {code: lines for code, lines in found.items() if lines}

    def _select(self, model, query, words):
        """Return the ``Offenders`` among records of ``model`` that ``query`` selects.

        ``query``: SQL that yields a column ``id`` and others. ``words``: what is wrong,
        with those in it, as in ``"%(volume)s m³"``.
        """
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT offender.*, count(*) OVER () AS gas_total"
                "  FROM (%s) offender ORDER BY id LIMIT %s",
                query,
                LISTED,
            )
        )
        return Offenders(
            rows[0]["gas_total"] if rows else 0,
            [(model, row["id"], words % row) for row in rows],
        )

    @staticmethod
    def _together(*parts):
        """Return several ``Offenders`` as one."""
        return Offenders(
            sum(part.count for part in parts),
            [each for part in parts for each in part.listed][:LISTED],
        )

    # What was found

    def _note(self, offenders):
        """Bring the findings of one rule in line with its ``offenders``."""
        now = fields.Datetime.now()
        findings = self.env["gas.audit.finding"].sudo()
        known = {
            (finding.res_model, finding.res_id): finding
            for finding in findings.search([("audit_id", "=", self.id)])
        }
        listed = {(model, res_id): words for model, res_id, words in offenders.listed}
        fresh = findings.create(
            [
                {
                    "audit_id": self.id,
                    "res_model": record[0],
                    "res_id": record[1],
                    "words": words,
                    "found_on": now,
                }
                for record, words in listed.items()
                if record not in known
            ]
        )
        back = findings.browse()
        for record, finding in known.items():
            if record in listed:
                back |= finding.filtered("mended_on")
                finding.write({"words": listed[record], "mended_on": False})
        if offenders.count <= LISTED:  # else it may be among the others
            gone = findings.union(
                *(known[record] for record in known.keys() - listed.keys())
            )
            gone.filtered(lambda each: not each.mended_on).write({"mended_on": now})
        if fresh or back:
            self._tell()

    def _tell(self):
        """Tell who looks after it, once, until that was done."""
        activity = "mail.mail_activity_data_todo"
        user = self.user_id or self._administrators()[:1]
        if user and not self.activity_search([activity]):
            audit = self.with_context(lang=user.lang)
            self.activity_schedule(
                activity,
                user_id=user.id,
                summary=audit.env._("Audit: this does not hold any more"),
                note=audit.name,
            )

    def _administrators(self):
        group = self.env.ref("gas_customer.gas_customer_group_administrator")
        return group.sudo().all_user_ids.filtered(lambda user: not user.share)
