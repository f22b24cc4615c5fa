from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.gas_promise.tools import notification
from odoo.addons.queue_job.exception import RetryableJobError

from ..posting import BlockLost


class GasBillingCampaign(models.Model):
    """The billing of a month: readings → rated → approved → posted → delivered.

    Each step has its gate and can be repeated: what is done is found done. The work
    runs in jobs of a few hundred households; one bad household never stops the rest.
    """

    _name = "gas.billing.campaign"
    _description = "Gas Billing Campaign"
    _inherit = [
        "gas.state.mixin",
        "gas.run.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "month desc, id desc"
    _RUNNING = ("rating", "posting")
    # Households a job. As sets, the samples of a job cost as much as some hundred.
    _CHUNKS = {"rate": 500, "post": 2000, "post_each": 100, "apply_credit": 200}
    _MOVES = {
        "reading": {"rating", "cancelled"},
        "rating": {"rated", "reading"},
        "rated": {"reading", "rating", "approved"},
        "approved": {"rated", "posting"},
        "posting": {"posted", "approved"},
        "posted": {"delivered", "posting"},
        "delivered": set(),
        "cancelled": set(),
    }
    _STEPS = {
        "rating": "action_rate",
        "reading": "action_reopen",
        "approved": "action_approve",
        "rated": "action_unapprove",
        "posting": "action_post",
        "delivered": "action_deliver",
        "cancelled": "action_cancel",
    }

    name = fields.Char(compute="_compute_name", store=True)
    station_id = fields.Many2one(
        "gas.area",
        required=True,
        index=True,
        domain="[('kind', '=', 'station')]",
        tracking=True,
    )
    route_ids = fields.Many2many(
        "gas.reading.route",
        string="Routes",
        domain="[('station_id', '=', station_id)]",
        help="Empty: all routes of the station that are read in this month.",
    )
    month = fields.Date(
        required=True,
        default=lambda self: self.env.company._promise_today() + relativedelta(day=1),
        tracking=True,
        help="Any day of the month that is billed.",
    )
    reading_until = fields.Date(
        "Readings Until",
        compute="_compute_days",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Readings up to this day are billed.",
    )
    invoice_date = fields.Date(
        "Bill Date",
        compute="_compute_days",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    due_date = fields.Date(
        compute="_compute_due_date",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
        help="Moved when bills are posted late: everybody has as many days to pay as "
        "the company gives, counted from the posting.",
    )
    state = fields.Selection(
        [
            ("reading", "Being Read"),
            ("rating", "Being Rated"),
            ("rated", "Rated"),
            ("approved", "Approved"),
            ("posting", "Being Posted"),
            ("posted", "Posted"),
            ("delivered", "Delivered"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="reading",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    missing_reason = fields.Char(
        copy=False,
        tracking=True,
        help="Why the campaign goes on without the households that are not read.",
    )
    expected_count = fields.Integer("Households", compute="_compute_reading_counts")
    missing_count = fields.Integer("Not Read", compute="_compute_reading_counts")
    unreviewed_count = fields.Integer("To Review", compute="_compute_reading_counts")
    bill_ids = fields.One2many("gas.bill", "campaign_id")
    bill_count = fields.Integer("Bills", compute="_compute_bill_counts")
    rated_count = fields.Integer("To Post", compute="_compute_bill_counts")
    on_hold_count = fields.Integer("On Hold", compute="_compute_bill_counts")
    posted_count = fields.Integer("Bills Posted", compute="_compute_bill_counts")
    amount_total = fields.Monetary("Amount", compute="_compute_bill_counts")
    volume_m3 = fields.Float("Use (m³)", digits=(14, 3), compute="_compute_bill_counts")
    each_count = fields.Integer("Posted Separately", compute="_compute_each_count")
    printing_ids = fields.One2many("gas.bill.printing", "campaign_id")
    printing_count = fields.Integer(compute="_compute_printing_count")
    summary_ids = fields.One2many(
        "gas.billing.summary", "campaign_id", readonly=True, copy=False
    )
    company_id = fields.Many2one(
        related="station_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    _due_after_bill = models.Constraint(
        "CHECK (due_date >= invoice_date)", "A bill is not due before its own date."
    )

    @api.depends("station_id.name", "month", "route_ids.code")
    def _compute_name(self):
        for campaign in self:
            routes = "、".join(campaign.route_ids.mapped("code"))
            parts = [campaign.station_id.name, f"{campaign.month:%Y-%m}", routes]
            campaign.name = " ".join(filter(None, parts))

    @api.depends("month")
    def _compute_days(self):
        for campaign in self:
            last = campaign.month + relativedelta(day=31)
            campaign.reading_until = last
            campaign.invoice_date = last

    @api.depends("invoice_date", "station_id")
    def _compute_due_date(self):
        for campaign in self:
            company = campaign.station_id.company_id or self.env.company
            campaign.due_date = campaign.invoice_date + timedelta(company.gas_due_days)

    # Counts

    def _contract_domain(self):
        """Return the domain of the households this campaign is about."""
        self.ensure_one()
        routes = self.route_ids or self.env["gas.reading.route"].search(
            [("station_id", "=", self.station_id.id)]
        )._due_in(self.month)
        domain = Domain("station_id", "=", self.station_id.id)
        domain &= Domain("date_start", "<=", self.reading_until)
        if self.route_ids:
            domain &= Domain("route_id", "in", routes.ids)
        else:
            # A household nobody put on a route is not forgotten.
            domain &= Domain("route_id", "in", [*routes.ids, False])
        return domain

    def _running_domain(self):
        return self._contract_domain() & Domain("state", "=", "running")

    def _missing_domain(self):
        first = self.month + relativedelta(day=1)
        return self._running_domain() & Domain(
            "reading_ids",
            "not any",
            [
                ("date", ">=", first),
                ("date", "<=", self.reading_until),
                ("state", "!=", "rejected"),
            ],
        )

    def _unreviewed_domain(self):
        return Domain(
            [
                ("contract_id", "any", self._contract_domain()),
                ("date", "<=", self.reading_until),
                ("state", "=", "entered"),
                ("bill_id", "=", False),
                ("billed_before", "=", False),
            ]
        )

    @api.depends("station_id", "route_ids", "month", "reading_until", "state")
    def _compute_reading_counts(self):
        contracts = self.env["gas.contract"]
        readings = self.env["gas.meter.reading"]
        for campaign in self:
            if not campaign.station_id:
                campaign.expected_count = 0
                campaign.missing_count = campaign.unreviewed_count = 0
                continue
            campaign.expected_count = contracts.search_count(campaign._running_domain())
            campaign.missing_count = contracts.search_count(campaign._missing_domain())
            campaign.unreviewed_count = readings.search_count(
                campaign._unreviewed_domain()
            )

    @api.depends("bill_ids.state", "bill_ids.amount_total")
    def _compute_bill_counts(self):
        groups = self.env["gas.bill"]._read_group(
            [("campaign_id", "in", self.ids), ("state", "!=", "cancelled")],
            ["campaign_id", "state"],
            ["__count", "amount_total:sum", "volume_m3:sum"],
        )
        found = {(campaign.id, state): sums for campaign, state, *sums in groups}
        nothing = [0, 0.0, 0.0]
        for campaign in self:
            rated, on_hold, posted = (
                found.get((campaign.id, state), nothing)
                for state in ("rated", "on_hold", "posted")
            )
            campaign.rated_count = rated[0]
            campaign.on_hold_count = on_hold[0]
            campaign.posted_count = posted[0]
            campaign.bill_count = rated[0] + on_hold[0] + posted[0]
            # What is put on hold is not part of the campaign's sums yet.
            # Sums of fen in binary; a new campaign has no currency yet.
            campaign.amount_total = round(rated[1] + posted[1], 2)
            campaign.volume_m3 = rated[2] + posted[2]

    @api.depends("bill_ids.posting_note")
    def _compute_each_count(self):
        counts = dict(
            self.env["gas.bill"]._read_group(
                [("campaign_id", "in", self.ids), ("posting_note", "!=", False)],
                ["campaign_id"],
                ["__count"],
            )
        )
        for campaign in self:
            campaign.each_count = counts.get(campaign, 0)

    @api.depends("state", "run_since", "expected_count", "bill_count", "posted_count")
    def _compute_progress(self):
        now = fields.Datetime.now()
        for campaign in self:
            if campaign.state == "rating":
                done, whole = campaign.bill_count, campaign.expected_count
            else:
                done = campaign.posted_count
                whole = campaign.posted_count + campaign.rated_count
            campaign._report_progress(done, whole, now)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_bills(self):
        for campaign in self:
            if campaign.bill_ids:
                raise UserError(
                    self.env._(
                        "Campaign %s has bills and stays on file.", campaign.name
                    )
                )

    def _bills(self, *states):
        return self.env["gas.bill"].search(
            [("campaign_id", "in", self.ids), ("state", "in", states)], order="id"
        )

    # Step 1: readings

    def action_estimate_missing(self):
        """Estimate the households nobody could read, from their usual use."""
        self.ensure_one()
        contracts = self.env["gas.contract"].search(self._missing_domain())
        vals_list = [
            {
                "contract_id": contract.id,
                "date": self.reading_until,
                "index_m3": float(index),
                "source": "estimated",
            }
            for contract, index in contracts._estimates(self.reading_until).items()
        ]
        self.env["gas.meter.reading"].create(vals_list)
        return self._notify(
            self.env._(
                "%(done)d households estimated, %(left)d cannot be: too few readings, "
                "or estimated too often already.",
                done=len(vals_list),
                left=len(contracts) - len(vals_list),
            )
            if len(contracts) > len(vals_list)
            else self.env._("%d households estimated.", len(vals_list))
        )

    # Step 2: rating

    def action_rate(self):
        """Rate every household that was read; bills not posted yet are made anew."""
        self.check_access("write")
        for campaign in self:
            campaign._refuse_incomplete()
            campaign._move_to("rating", **campaign._prepare_run_vals(0))
            # Reasons are read by the clerk, whatever language the call was in.
            campaign = campaign.with_context(lang=self.env.user.lang)
            campaign._bills("rated", "on_hold").sudo().unlink()
            contracts = self.env["gas.contract"].search(
                campaign._contract_domain(), order="id"
            )
            # Freeze the tariffs before the jobs, which would all do it at once.
            tariffs = contracts._read_group(campaign._contract_domain(), ["tariff_id"])
            self.env["gas.bill.rater"]._tariffs(
                self.env["gas.tariff"].union(*(tariff for (tariff,) in tariffs))
            )
            campaign._run_jobs("rate", contracts.ids, "_rating_done")

    def _refuse_incomplete(self):
        if self.unreviewed_count:
            raise UserError(
                self.env._(
                    "%(campaign)s: %(count)d readings are not reviewed yet. Review or "
                    "reject them first.",
                    campaign=self.name,
                    count=self.unreviewed_count,
                )
            )
        if self.missing_count and not self.missing_reason:
            raise UserError(
                self.env._(
                    "%(campaign)s: %(count)d households are not read. Have them read, "
                    "estimate them, or say why the campaign goes on without them.",
                    campaign=self.name,
                    count=self.missing_count,
                )
            )

    def _rate_chunk(self, contract_ids):
        """Rate one chunk, in a job."""
        self.ensure_one()
        if self.state != "rating" or not self._is_running():
            return
        contracts = self.env["gas.contract"].browse(contract_ids)
        self.env["gas.bill.rater"]._rate(self, contracts)

    def _rating_done(self):
        if self.state != "rating":
            return
        if self.stop_requested:
            self._move_to("reading", stop_requested=False)
            return
        self._summarize()
        self._move_to("rated")

    def _summarize(self):
        """Write the sums by class and step that the preview shows."""
        self.sudo().summary_ids.unlink()
        self.env["gas.billing.summary"].sudo()._summarize(self)

    def action_reopen(self):
        """Go back to the readings and throw away bills that are not posted."""
        for campaign in self:
            campaign._bills("rated", "on_hold").sudo().unlink()
            campaign.sudo().summary_ids.unlink()
            campaign._move_to("reading")

    # Step 3: preview and approval

    def action_approve(self):
        for campaign in self:
            campaign._summarize()
        self._move_to("approved")

    def action_unapprove(self):
        self._move_to("rated")

    # Step 4: posting

    def action_post(self):
        """Post every rated bill; pressed again, it goes on with what is left."""
        for campaign in self:
            if campaign.state == "posted" and not campaign.rated_count:
                raise UserError(
                    self.env._("%s: every bill is posted already.", campaign.name)
                )
            if campaign.state != "posting":
                campaign._move_to("posting")
                campaign._give_days_to_pay()
            campaign._enqueue_posting()

    def _give_days_to_pay(self):
        """Move the due date, so that all have the days to pay when posted late."""
        today = self.env.company._promise_today()
        self.due_date = max(
            self.due_date, today + timedelta(self.company_id.gas_due_days)
        )

    def _enqueue_posting(self):
        bills = self._bills("rated")
        # Here and not in the jobs, which would get in each other's way over it.
        bills.tariff_id.sudo()._mark_used()
        self._write_as_server(self._prepare_run_vals(self.posted_count))
        # First all that can be written as sets, then the others by the ORM: that keeps
        # the numbers for itself, and those who write sets would wait for it.
        ids = self.env["gas.bill.poster"]._in_order(bills)
        self._run_jobs("post", ids, "_post_rest")

    def _post_chunk(self, bill_ids):
        """Post in one job; restarted after a kill, it finds its bills posted."""
        if self._is_posting():
            try:
                self._poster()._post_sets(self._of_ids(bill_ids))
            except BlockLost as error:
                raise RetryableJobError("Others broke off", seconds=5) from error

    def _post_rest(self):
        """Go on with the bills that were not written as sets."""
        left = self._bills("rated") if self._is_posting() else self.env["gas.bill"]
        self._run_jobs("post_each", left.ids, "_apply_credit")

    def _post_each_chunk(self, bill_ids):
        if self._is_posting():
            self._poster()._post_each(self._of_ids(bill_ids))

    def _apply_credit(self):
        """Go on with the bills of households that have paid too much before."""
        posted = self._poster()._with_credit(self)
        self._run_jobs("apply_credit", posted.ids, "_posting_done")

    def _apply_credit_chunk(self, bill_ids):
        self._poster()._use_credit(self._of_ids(bill_ids))

    def _is_posting(self):
        self.ensure_one()
        return self.state == "posting" and self._is_running()

    def _poster(self):
        return self.env["gas.bill.poster"]

    def _of_ids(self, bill_ids):
        return self.env["gas.bill"].browse(bill_ids).exists().sudo()

    def _posting_done(self):
        if self.state != "posting":
            return
        if self.stop_requested or self.rated_count:
            self._move_to("approved", stop_requested=False)
        else:
            self._move_to("posted")

    def action_resume(self):
        """Go on after jobs failed or were cancelled in the queue."""
        for campaign in self:
            campaign._cancel_failed_jobs()
            if campaign.state == "posting":
                campaign._enqueue_posting()
            elif campaign.state == "rating":
                campaign._move_to("reading")
                campaign.action_rate()

    # Step 5: delivery

    @api.depends("printing_ids")
    def _compute_printing_count(self):
        for campaign in self:
            # Those who print, and their managers, see the button.
            campaign.printing_count = len(campaign.sudo().printing_ids)

    def action_print(self):
        """Open the printing that is not done yet, or a new one."""
        self.ensure_one()
        printing = self.printing_ids.filtered(lambda each: each.state != "printed")[:1]
        printing = printing or printing.create({"campaign_id": self.id})
        return printing._get_records_action(name=self.env._("Printing of Bills"))

    def action_open_printings(self):
        return self._open(
            "gas_billing.gas_bill_printing_action",
            [("campaign_id", "=", self.id)],
            {},
        )

    def action_deliver(self):
        """Say that the bills have reached the households (printed, or sent)."""
        today = self.env.company._promise_today()
        self._bills("posted").sudo().write({"delivered_on": today})
        self._move_to("delivered")

    def action_cancel(self):
        self._move_to("cancelled")

    # Buttons that open lists

    def action_open_missing(self):
        return self._open(
            "gas_customer.gas_contract_action", self._missing_domain(), {}
        )

    def action_open_unreviewed(self):
        return self._open(
            "gas_billing.gas_meter_reading_action_review",
            self._unreviewed_domain(),
            {},
        )

    def action_open_bills(self):
        return self._open(
            "gas_billing.gas_bill_action", [("campaign_id", "=", self.id)], {}
        )

    def action_open_each(self):
        """Open the bills that were not written together with the others, by reason."""
        return self._open(
            "gas_billing.gas_bill_action",
            [("campaign_id", "=", self.id), ("posting_note", "!=", False)],
            {"search_default_group_posting_note": 1},
        )

    def action_open_on_hold(self):
        return self._open(
            "gas_billing.gas_bill_action",
            [("campaign_id", "=", self.id), ("state", "=", "on_hold")],
            {},
        )

    def _open(self, xml_id, domain, context):
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        return {**action, "domain": list(domain), "context": context}

    def _notify(self, message):
        reload = {"type": "ir.actions.client", "tag": "soft_reload"}
        return notification(message, kind="info", then=reload)
