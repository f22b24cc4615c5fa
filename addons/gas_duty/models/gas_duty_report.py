from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.gas_workorder.tools.figures import Period

from .. import duty
from .gas_duty_shift import HEAD

_DAYS = {"day": 1, "week": 7}


class GasDutyReport(models.Model):
    """The daily and weekly report of the dispatch centre (值班日报、周报, F01).

    Made of figures and words, reviewed by another person, then sent up: from then on it
    stays as it was. Its seal shows that; what turns out later is an addendum. What is
    in it, each add-on tells of what it owns: see ``gas.figures.section``.
    """

    _name = "gas.duty.report"
    _description = "Report of the Dispatch Centre"
    _inherit = ["gas.state.mixin", "mail.thread"]
    _order = "first_on desc, kind, id desc"
    _check_company_auto = True
    _MOVES = {
        "draft": {"reviewed"},
        "reviewed": {"sent", "draft"},
        "sent": set(),
    }
    _STEPS = {
        "reviewed": "action_review",
        "draft": "action_draft",
        "sent": "action_send",
    }
    _ROLES = {"reviewed": (HEAD,)}
    _FOUR_EYES = {"reviewed": "made_by_id"}
    # Of what the figures are, and what the reviewer has seen.
    _SCOPE = {"company_id", "station_id", "kind", "first_on"}
    _CONTENT = {*_SCOPE, "figures", "figured_on", "words"}
    _SENT = {*_CONTENT, "recipient_ids"}

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    station_id = fields.Many2one(
        "gas.area",
        "Service Station",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('kind', '=', 'station')]",
        help="Empty: for all of the company.",
    )
    kind = fields.Selection(
        [("day", "Daily Report"), ("week", "Weekly Report")],
        required=True,
        default="day",
    )
    first_on = fields.Date(
        "First Day",
        compute="_compute_first_on",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        index=True,
    )
    last_on = fields.Date("Last Day", compute="_compute_last_on")
    figures = fields.Json("Figures as Data", readonly=True, copy=False)
    figures_html = fields.Html(
        "Figures", compute="_compute_figures_html", sanitize=False
    )
    figured_on = fields.Datetime("Figures as Of", readonly=True, copy=False)
    words = fields.Text(
        "Comments", copy=False, help="What the figures do not say by themselves."
    )
    state = fields.Selection(
        [("draft", "Draft"), ("reviewed", "Reviewed"), ("sent", "Sent Up")],
        "Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    made_by_id = fields.Many2one(
        "res.users", default=lambda self: self.env.user, readonly=True, copy=False
    )
    reviewed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    reviewed_on = fields.Datetime(readonly=True, copy=False)
    recipient_ids = fields.Many2many(
        "res.users",
        "gas_duty_report_recipient_rel",
        string="Sent To",
        domain="[('share', '=', False)]",
        default=lambda self: self._default_recipient_ids(),
    )
    sent_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    sent_on = fields.Datetime(readonly=True, copy=False)
    seal = fields.Char(
        "Digital Seal",
        readonly=True,
        copy=False,
        help="SHA-256 of figures and words as they were sent.",
    )
    is_intact = fields.Boolean("Unchanged Since Sending", compute="_compute_is_intact")
    addendum_ids = fields.One2many("gas.duty.addendum", "report_id", "Addenda")

    _one_report = models.UniqueIndex(
        "(company_id, station_id, kind, first_on) NULLS NOT DISTINCT",
        "There is a report of these days already: open that one.",
    )

    @api.model
    def _default_recipient_ids(self):
        """Return whoever got the last report."""
        sent = [("state", "=", "sent"), ("company_id", "=", self.env.company.id)]
        return self.search(sent, order="sent_on desc", limit=1).recipient_ids

    @api.depends("kind", "station_id", "first_on", "last_on")
    @api.depends_context("lang")
    def _compute_name(self):
        kinds = self._selection_labels("kind")
        for report in self:
            days = f"{report.first_on or ''}"
            if report.kind == "week":
                days = f"{days} – {report.last_on or ''}"
            parts = [kinds.get(report.kind), report.station_id.name, days]
            report.name = " ".join(part for part in parts if part)

    @api.depends("kind", "company_id")
    def _compute_first_on(self):
        for report in self:
            today = report.company_id._promise_today()
            report.first_on = self._last_period(report.kind, today)

    @api.model
    def _last_period(self, kind, today):
        """Return the first day of the last whole day or week before ``today``."""
        if kind == "week":
            return today - timedelta(today.weekday() + 7)
        return today - timedelta(1)

    @api.depends("kind", "first_on")
    def _compute_last_on(self):
        for report in self:
            days = _DAYS.get(report.kind, 1)
            report.last_on = report.first_on and report.first_on + timedelta(days - 1)

    @api.constrains("kind", "first_on")
    def _check_week_begins_on_monday(self):
        for report in self:
            if report.kind == "week" and report.first_on.weekday():
                raise ValidationError(
                    self.env._(
                        "%s: a week begins on a Monday. Choose its first day.",
                        report.name,
                    )
                )

    @api.depends("figures")
    @api.depends_context("lang")
    def _compute_figures_html(self):
        render = self.env["ir.qweb"]._render
        for report in self:
            report.figures_html = report.figures and render(
                "gas_duty.gas_duty_figures",
                {"tables": report._tables(), "grid": "table table-sm table-bordered"},
            )

    def _tables(self):
        """Return the figures as [(title, [heading], [[cell]])]."""
        return duty.tables(self.figures or {}, self._layout())

    def _layout(self):
        """Return {section: (title, {column: heading})}, in the order of the report."""
        sections = self.env["gas.figures.section"]._sections()
        overview = {
            column: heading
            for section in sections.values()
            for column, heading in section._summary_headings().items()
        }
        return {
            "summary": (self.env._("Overview"), overview),
            **{
                name: (section._title(), section._headings())
                for name, section in sections.items()
            },
        }

    @api.depends("state", "seal", *_CONTENT)
    def _compute_is_intact(self):
        for report in self:
            report.is_intact = report.state == "sent" and (
                report.seal == duty.seal(report._sealed())
            )

    def _sealed(self):
        """Return what the seal is made of: JSON of whole numbers and words."""
        return {
            "company": self.company_id.id,
            "station": self.station_id.id,
            "kind": self.kind,
            "first_on": fields.Date.to_string(self.first_on),
            "last_on": fields.Date.to_string(self.last_on),
            "figures": self.figures,
            "words": self.words or "",
        }

    @api.model_create_multi
    def create(self, vals_list):
        reports = super().create(vals_list)
        reports._work_out()
        return reports

    def write(self, vals):
        self._refuse_late_changes(vals)
        result = super().write(vals)
        if "words" in vals and not self.env.su:
            self.sudo().made_by_id = self.env.uid
        if self._SCOPE & vals.keys():
            self._work_out()
        return result

    def _refuse_late_changes(self, vals):
        for report in self:
            if report.state == "reviewed" and self._CONTENT & vals.keys():
                raise UserError(
                    self.env._(
                        "%s was reviewed as it is. Put it back to draft first.",
                        report.name,
                    )
                )
            if report.state == "sent" and self._SENT & vals.keys():
                raise UserError(
                    self.env._(
                        "%s was sent and stays as it was. Write an addendum.",
                        report.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        for report in self:
            if report.state != "draft":
                raise UserError(
                    self.env._("%s was reviewed and stays on file.", report.name)
                )

    # Figures

    def _period(self):
        """Return the days and the place that the report is about."""
        span = self.company_id._promise_span(self.first_on, self.last_on)
        return Period(self.company_id, self.station_id, *span)

    def _figures(self):
        """Return the figures: {section: [{column: cell}]}, the overview first."""
        period, overview, found = self._period(), {}, {}
        for name, section in self.env["gas.figures.section"]._sections().items():
            found[name] = section._rows(period)
            overview |= section._summary(period, found[name])
        return {"summary": [overview], **found}

    def action_work_out(self):
        """Work the figures out anew: what came in late is in them, too."""
        self.check_access("write")
        self._work_out()
        self.sudo().write({"made_by_id": self.env.uid})

    def _work_out(self):
        # The figures are whole, whatever stations their maker works for, and frozen in
        # their language, whatever the call was in.
        for report in self.sudo().with_context(lang=self.env.user.lang):
            report.write(
                {
                    "figures": report._figures(),
                    "figured_on": fields.Datetime.now(),
                }
            )

    @api.model
    def _cron_make(self, date_ref=None):
        """Make the report of yesterday, on Mondays of last week, too; once for each.

        ``date_ref``: today (date), by default that of each company's clock.
        """
        for company in self._companies():
            today = date_ref or company._promise_today()
            kinds = ["day"] if today.weekday() else ["day", "week"]
            for kind in kinds:
                vals = {
                    "company_id": company.id,
                    "station_id": False,
                    "kind": kind,
                    "first_on": self._last_period(kind, today),
                }
                known = [(name, "=", value) for name, value in vals.items()]
                if not self.search_count(known, limit=1):
                    self.with_company(company).create(vals)

    @api.model
    def _companies(self):
        """Return the companies that supply gas."""
        groups = self.env["gas.area"]._read_group(
            [("kind", "=", "company")], ["company_id"]
        )
        return self.env["res.company"].union(*(company for (company,) in groups))

    # The way up

    def _obstacles(self, state):
        yield from super()._obstacles(state)
        if state == "sent" and not self.recipient_ids:
            yield self.env._("Choose to whom it is sent.")

    def action_review(self):
        """Let another person stand for the report before it is sent."""
        self.check_access("write")
        self._check_role("reviewed")
        self.sudo()._move_to(
            "reviewed", reviewed_by_id=self.env.uid, reviewed_on=fields.Datetime.now()
        )

    def action_draft(self):
        """Put a report that was not sent yet back to its maker."""
        self.check_access("write")
        self.sudo()._move_to("draft", reviewed_by_id=False, reviewed_on=False)

    def action_send(self):
        """Seal the report and tell those it is sent to."""
        self.check_access("write")
        for report in self.sudo():
            report._move_to(
                "sent",
                seal=duty.seal(report._sealed()),
                sent_by_id=self.env.uid,
                sent_on=fields.Datetime.now(),
            )
            report._notify_recipients()

    def _notify_recipients(self):
        # A second place keeps the seal, so that nobody makes a new one unseen.
        body = Markup("<p>%s</p><p>%s</p>") % (
            self.env._("%s was sent up.", self.name),
            self.env._("Digital seal: %s", self.seal),
        )
        self.message_post(
            body=body,
            partner_ids=self.recipient_ids.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )
