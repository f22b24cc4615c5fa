from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.gas_customer.models.gas_contract import user_class_selection
from odoo.addons.gas_customer.tables.text import natural_key
from odoo.addons.gas_promise.tools import notification

from .. import rating
from ..tools.bill_sentences import price_notices, sentences


class Stop(NamedTuple):
    """Where a bill is handed over; stops sort as a reader comes by."""

    route: tuple  # its code, id or False, and name
    sequence: int
    address: list
    bill_id: int


class GasBill(models.Model):
    """The calculation of one household's gas of one period, and its invoice.

    What it was computed from is frozen with it (``tariff_snapshot_ids`` and
    ``calculation``): ``_recompute_frozen`` gives the same amounts for ever.
    """

    _name = "gas.bill"
    _description = "Gas Bill"
    _inherit = ["gas.state.mixin", "gas.household.search.mixin"]
    _order = "period_end desc, id desc"
    _MOVES = {
        "rated": {"on_hold", "posted"},
        "on_hold": {"rated"},
        "posted": {"cancelled"},
        "cancelled": set(),
    }
    _STEPS = {"cancelled": "action_cancel"}

    name = fields.Char("Gas Bill", compute="_compute_name", store=True, precompute=True)
    campaign_id = fields.Many2one(
        "gas.billing.campaign", required=True, ondelete="restrict"
    )
    contract_id = fields.Many2one(
        "gas.contract", "Household", required=True, ondelete="restrict"
    )
    partner_id = fields.Many2one("res.partner", "Customer", required=True, index=True)
    station_id = fields.Many2one("gas.area", required=True, index=True)
    company_id = fields.Many2one("res.company", required=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_class = fields.Selection(user_class_selection)
    address = fields.Char(related="contract_id.service_point_id.name")
    state = fields.Selection(
        [
            ("on_hold", "On Hold"),
            ("rated", "Rated"),
            ("posted", "Posted"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="rated",
        readonly=True,
    )
    hold_reason = fields.Char(readonly=True)
    released_by_id = fields.Many2one("res.users", readonly=True)
    release_reason = fields.Char(readonly=True)
    period_start = fields.Date(required=True)
    period_end = fields.Date(required=True)
    volume_m3 = fields.Float("Use (m³)", digits=(12, 3))
    amount_total = fields.Monetary("Amount")
    amount_net = fields.Monetary("Net")
    amount_tax = fields.Monetary("VAT")
    tariff_id = fields.Many2one("gas.tariff")
    tariff_snapshot_id = fields.Many2one("gas.tariff.snapshot", readonly=True)
    calculation = fields.Json(readonly=True)
    price_notice = fields.Char(compute="_compute_explanation")
    explanation = fields.Text(compute="_compute_explanation")
    # The household's accumulator after this bill, where the next one goes on.
    cycle_since = fields.Date(readonly=True)
    cycle_volume_m3 = fields.Float(
        "Used in the Cycle (m³)", digits=(12, 3), readonly=True
    )
    cycle_allowance_m3 = fields.Float(digits=(12, 3), readonly=True)
    line_ids = fields.One2many(
        "gas.bill.line", "bill_id", string="Bill Lines", readonly=True
    )
    reading_ids = fields.One2many("gas.meter.reading", "bill_id", readonly=True)
    move_id = fields.Many2one(
        "account.move",
        "Invoice",
        readonly=True,
        ondelete="restrict",
    )
    payment_state = fields.Selection(
        related="move_id.payment_state", string="Status in the Ledger"
    )
    payment_status = fields.Selection(
        [
            ("open", "Unpaid"),
            ("partial", "Partly Paid"),
            ("paid", "Paid Up"),
            ("credited", "Credited"),
        ],
        compute="_compute_payment_status",
        help="What the ledger says of the invoice, in the words of the counter.",
    )
    amount_residual = fields.Monetary(related="move_id.amount_residual")
    invoice_date_due = fields.Date(related="move_id.invoice_date_due")
    delivered_on = fields.Date(readonly=True)
    posting_note = fields.Char(
        "Reason for Separate Posting",
        readonly=True,
        index="btree_not_null",
        help="Why the invoice is not made together with all others, which is quicker.",
    )

    _once_a_campaign = models.UniqueIndex(
        "(campaign_id, contract_id) WHERE state <> 'cancelled'",
        "This household already has a bill of this campaign: cancel that one first.",
    )
    # Posting rewrites every bill: each index counts.
    _of_campaign = models.Index("(campaign_id, state)")
    _one_move = models.UniqueIndex("(move_id) WHERE move_id IS NOT NULL")
    _latest = models.Index("(contract_id, period_end DESC, id DESC)")
    _amount_positive = models.Constraint(
        "CHECK (amount_total >= 0)", "The amount of a gas bill is not negative."
    )

    @api.depends("contract_id", "period_end")
    def _compute_name(self):
        for bill in self:
            bill.name = f"{bill.contract_id.name} {bill.period_end:%Y-%m}"

    @api.depends("move_id.payment_state")
    def _compute_payment_status(self):
        words = {
            "not_paid": "open",
            "partial": "partial",
            "in_payment": "paid",
            "paid": "paid",
            "reversed": "credited",
        }
        for bill in self:
            bill.payment_status = words.get(bill.payment_state)

    @api.depends("calculation", "tariff_snapshot_id")
    @api.depends_context("lang")
    def _compute_explanation(self):
        """Explain for forms and prints; a list would thaw a tariff for each row."""
        for bill in self:
            bill.price_notice = bill.explanation = False
            if bill.calculation:
                request = bill._request()
                bill.price_notice = ", ".join(price_notices(bill, request))
                bill.explanation = "\n".join(sentences(bill, request))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        for bill in self:
            if bill.state in ("posted", "cancelled"):
                raise UserError(
                    self.env._(
                        "Bill %s has been posted and stays on file. Cancel it instead.",
                        bill.name,
                    )
                )

    # How it was calculated

    def _request(self):
        """Return the frozen ``rating.RatingRequest``."""
        self.ensure_one()
        return rating.RatingRequest(
            tariff=self.tariff_snapshot_id._thaw(),
            usage=rating.Usage.from_dict(self.calculation["usage"]),
            accumulator=rating.Accumulator.from_dict(self.calculation["accumulator"]),
        )

    def _recompute_frozen(self):
        """Return the rating of the frozen inputs as plain JSON types."""
        return self._request().rate().to_dict()

    def action_recompute(self):
        """Compute the bill again from what was frozen, and say whether it agrees."""
        self.ensure_one()
        same = self._recompute_frozen() == self.calculation["rating"]
        if same:
            return notification(self.env._("Computed again: the same to the fen."))
        return notification(
            self.env._(
                "Computed again: the result differs. Tell the administrator and do not "
                "post this bill."
            ),
            kind="danger",
        )

    # Put on hold, release

    def _put_on_hold(self, reason):
        self._move_to("on_hold", hold_reason=reason)

    def _release(self, reason):
        """Take bills that were looked at back into the campaign."""
        self.campaign_id.check_access("write")
        if unrated := self.filtered(lambda bill: not bill.calculation):
            raise UserError(
                self.env._(
                    "%(bill)s could not be computed (%(reason)s). Mend the cause and "
                    "rate the campaign again.",
                    bill=unrated[0].name,
                    reason=unrated[0].hold_reason,
                )
            )
        # Nobody writes bills but through doors like this one.
        self.sudo()._move_to(
            "rated", released_by_id=self.env.uid, release_reason=reason
        )

    # Cancel

    def action_cancel(self):
        """Take posted bills back: credit note, readings free, accumulator restored.

        Only while nothing is paid, and only the household's last bill: later ones
        went on from its accumulator. An invoice that finance has credited in full by
        hand needs no second credit note.
        """
        if not self.env.user.has_group("gas_customer.gas_customer_group_finance"):
            raise AccessError(self.env._("Bills are cancelled by finance."))
        for bill in self:
            bill._refuse_cancel()
        moves = self.move_id.filtered(lambda move: move.payment_state != "reversed")
        if moves:
            moves._reverse_moves(
                [
                    {
                        "ref": self.env._("Cancels %s", move.name),
                        "date": self.env.company._promise_today(),
                    }
                    for move in moves
                ],
                cancel=True,
            )
        self.reading_ids.sudo().write({"bill_id": False})
        self.sudo()._move_to("cancelled")

    def _refuse_cancel(self):
        move = self.move_id
        touched = self.currency_id.compare_amounts(
            move.amount_residual, move.amount_total
        )
        if touched and move.payment_state != "reversed":
            raise UserError(
                self.env._(
                    "Bill %s has been paid at least in part. Return the payment "
                    "first, then cancel it.",
                    self.name,
                )
            )
        later = self.search(
            [
                ("contract_id", "=", self.contract_id.id),
                ("state", "!=", "cancelled"),
                ("id", "not in", self.ids),
                ("period_end", ">", self.period_end),
            ],
            limit=1,
        )
        if later:
            raise UserError(
                self.env._(
                    "Bill %(later)s goes on from bill %(bill)s: cancel the later one "
                    "first.",
                    later=later.name,
                    bill=self.name,
                )
            )

    # Buttons

    def action_pay(self):
        """Open Odoo's own payment wizard for the invoices of these bills."""
        moves = self.move_id.filtered(lambda move: move.amount_residual > 0)
        if not moves:
            raise UserError(self.env._("Nothing is left to pay here."))
        return moves._action_take_payment()

    def action_open_move(self):
        self.ensure_one()
        return self.move_id._get_records_action(context={})

    def action_print(self):
        return self.env.ref("gas_billing.gas_bill_report").report_action(self)

    def action_print_receipt(self):
        """Print the receipts of what was paid for these bills."""
        payments = self.move_id.reconciled_payment_ids
        if not payments:
            raise UserError(self.env._("Nothing has been paid here by itself."))
        return payments.action_print_gas_receipt()

    def _stops(self):
        """Return the ``Stop`` of each bill of ``self``, in order, by one query."""
        names = ("route_id", "route_sequence", "service_point_id", "station_id")
        self.env["gas.contract"].flush_model(names)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT route.code, route.id, route.name, station.name,
                       contract.route_sequence, point.name, bill.id
                  FROM gas_bill bill
                  JOIN gas_contract contract ON contract.id = bill.contract_id
                  JOIN gas_area station ON station.id = contract.station_id
                  JOIN gas_service_point point ON point.id = contract.service_point_id
                  LEFT JOIN gas_reading_route route ON route.id = contract.route_id
                 WHERE bill.id = ANY(%s)
                """,
                list(self.ids),
            )
        )
        return sorted(
            Stop(
                (code, route_id, f"{code} {route}") if code else ("", False, station),
                sequence or 0,
                natural_key(address),
                bill_id,
            )
            for code, route_id, route, station, sequence, address, bill_id in rows
        )

    def _printed_lines(self):
        """Return the whole ladder of steps, or, of several spans, what was used."""
        self.ensure_one()
        if len(set(self.line_ids.mapped("date_start"))) == 1:
            return self.line_ids
        used = self.line_ids.filtered(lambda line: line.volume_m3 or line.amount)
        return used or self.line_ids[:1]
