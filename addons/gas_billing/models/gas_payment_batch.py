from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class GasPaymentBatch(models.Model):
    """Payments that came in together: a bank's file, or the day of an agency.

    Posted as entries of many receivable lines each, one line a household, which are
    reconciled with its oldest bills at once. What a household paid too much stays as
    its credit. Each payment can be returned, and has a receipt, by itself.
    """

    _name = "gas.payment.batch"
    _description = "Batch of Payments"
    _inherit = ["gas.state.mixin", "gas.run.mixin", "mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _MOVES = {
        "draft": {"posting", "cancelled"},
        "posting": {"posted", "draft"},
        "posted": set(),
        "cancelled": {"draft"},
    }
    _STEPS = {"posting": "action_post", "cancelled": "action_cancel"}
    _RUNNING = ("posting",)
    # Payments a job: all of them are one entry.
    _CHUNKS = {"pay": 500}

    name = fields.Char("File Number or Name", required=True, tracking=True)
    journal_id = fields.Many2one(
        "account.journal",
        "Receiving Journal",
        required=True,
        check_company=True,
        domain="[('type', 'in', ('bank', 'cash'))]",
        tracking=True,
    )
    date = fields.Date(
        "Received On",
        required=True,
        default=lambda self: self.env.company._promise_today(),
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_expected = fields.Monetary(
        "Total Stated by the Bank",
        tracking=True,
        help="If it is entered, the batch is posted only when its payments come to it.",
    )
    line_ids = fields.One2many("gas.payment.batch.line", "batch_id", string="Payments")
    state = fields.Selection(
        [
            ("draft", "New"),
            ("posting", "Being Posted"),
            ("posted", "Posted"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    move_ids = fields.One2many("account.move", "gas_payment_batch_id", readonly=True)
    line_count = fields.Integer("Number of Payments", compute="_compute_counts")
    posted_count = fields.Integer("Payments Posted", compute="_compute_counts")
    returned_count = fields.Integer("Returned", compute="_compute_counts")
    amount_total = fields.Monetary("Total of the Payments", compute="_compute_counts")
    amount_left = fields.Monetary("Difference", compute="_compute_counts")

    _name_once = models.UniqueIndex(
        "(journal_id, name) WHERE state <> 'cancelled'",
        "A batch of this number is there already: it would be posted twice.",
    )

    @api.depends("line_ids.state", "line_ids.amount", "amount_expected")
    def _compute_counts(self):
        # The batch is one thing, whichever of its households one may see.
        groups = (
            self.env["gas.payment.batch.line"]
            .sudo()
            ._read_group(
                [("batch_id", "in", self.ids)],
                ["batch_id", "state"],
                ["__count", "amount:sum"],
            )
        )
        found = {(batch.id, state): sums for batch, state, *sums in groups}
        states = ("draft", "posted", "returned")
        for batch in self:
            counts, sums = zip(
                *(found.get((batch.id, state), (0, 0.0)) for state in states),
                strict=True,
            )
            batch.line_count = sum(counts)
            batch.posted_count = counts[1] + counts[2]
            batch.returned_count = counts[2]
            batch.amount_total = round(sum(sums), 2)
            batch.amount_left = (
                batch.amount_total - batch.amount_expected
                if batch.amount_expected
                else 0.0
            )

    @api.depends("state", "run_since", "line_count", "posted_count")
    def _compute_progress(self):
        now = fields.Datetime.now()
        for batch in self:
            batch._report_progress(batch.posted_count, batch.line_count, now)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        for batch in self:
            if batch.posted_count:
                raise UserError(
                    self.env._(
                        "Batch %s has been posted and stays on file. Return payments "
                        "that were wrong instead.",
                        batch.name,
                    )
                )

    # Posting

    def action_post(self):
        """Post what is not posted yet, in jobs of some hundred payments."""
        self.check_access("write")
        for batch in self:
            batch._refuse_posting()
            if batch.state != "posting":
                batch._move_to("posting", **batch._prepare_run_vals(batch.posted_count))
            batch._enqueue()

    def action_cancel(self):
        for batch in self:
            if batch.posted_count:
                raise UserError(
                    self.env._("A part of batch %s is posted already.", batch.name)
                )
        self._move_to("cancelled")

    def _refuse_posting(self):
        if not self.line_count:
            raise UserError(
                self.env._(
                    "Batch %s has no payments. Import the bank's file into it.",
                    self.name,
                )
            )
        if self.currency_id.compare_amounts(self.amount_left, 0):
            raise UserError(
                self.env._(
                    "Batch %(batch)s: the payments come to %(total).2f, the bank tells "
                    "%(expected).2f. Find the difference first.",
                    batch=self.name,
                    total=self.amount_total,
                    expected=self.amount_expected,
                )
            )
        self._counterpart_account()

    def _done_count(self):
        return self.posted_count

    def _enqueue(self):
        self._run_jobs("pay", self._unposted_lines().ids, "_pay_done")

    def _unposted_lines(self):
        return self.sudo().line_ids.filtered(lambda line: line.state == "draft")

    def _pay_chunk(self, line_ids):
        """Post in one job; restarted after a kill, it finds its payments posted."""
        self.ensure_one()
        if not self._is_running():
            return
        lines = self.env["gas.payment.batch.line"].sudo().browse(line_ids)
        lines = lines._locked_in("draft")
        for of_day in lines.grouped("date").values():
            # Who may post a batch keeps no books: the entries are the system's.
            of_day.sudo()._post()

    def _pay_done(self):
        if self.state != "posting":
            return
        state = "draft" if self._unposted_lines() else "posted"
        self._move_to(state, stop_requested=False)

    def _counterpart_account(self):
        """Return where the money is: as for payments one by one, or the journal's."""
        journal = self.journal_id
        account = (
            journal.inbound_payment_method_line_ids.payment_account_id[:1]
            or journal.default_account_id
        )
        if not account:
            raise UserError(
                self.env._(
                    "Journal %s has no account. Choose one in its settings.",
                    journal.name,
                )
            )
        return account

    def _post_entry(self, date, line_vals_list):
        """Post one entry; return its receivable lines, in the order of their values."""
        moves = self.env["account.move"]._gas_without_mail()
        move = moves._create_as_server([self._prepare_move_vals(date, line_vals_list)])
        move._post(soft=False)
        return move.line_ids.sorted("id")[: len(line_vals_list)]

    def _prepare_move_vals(self, date, line_vals_list):
        """Return the values of an entry; ``line_vals_list``: of receivable lines."""
        balance = -sum(vals["balance"] for vals in line_vals_list)
        money = {
            "account_id": self._counterpart_account().id,
            "name": self.name,
            "balance": self.currency_id.round(balance),
        }
        return {
            "move_type": "entry",
            "journal_id": self.journal_id.id,
            "date": date,
            "ref": self.name,
            "gas_payment_batch_id": self.id,
            "line_ids": [Command.create(vals) for vals in (*line_vals_list, money)],
        }

    # Buttons that open lists

    def action_open_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "gas_billing.gas_payment_batch_line_action"
        )
        return {**action, "domain": list(Domain("batch_id", "=", self.id))}

    def action_open_moves(self):
        self.ensure_one()
        return self.move_ids._get_records_action(name=self.env._("Entries"), context={})
