from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.gas_promise.tools import selection_of


class FsmOrder(models.Model):
    """What an order costs: told and agreed before work, and never more afterwards."""

    _inherit = "fsm.order"

    fault_id = fields.Many2one("gas.fault", index=True, ondelete="restrict")
    fault_size = fields.Selection(
        selection_of("gas.fault", "size"),
        compute="_compute_fault_size",
        store=True,
        precompute=True,
        readonly=False,
        tracking=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    fee_schedule_id = fields.Many2one(
        "gas.fee.schedule",
        compute="_compute_fee_schedule_id",
        store=True,
        index="btree_not_null",
    )
    fee_ids = fields.One2many("gas.order.fee", "order_id", "Fees")
    fee_amount = fields.Monetary(
        "Total Fees", compute="_compute_fee_amount", store=True
    )
    first_order_id = fields.Many2one(
        "fsm.order",
        "First Repair",
        compute="_compute_first_order_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        help="The same fault at the same place, repaired not long ago.",
    )
    charge_reason = fields.Char("Reason for Charging", copy=False, tracking=True)
    is_free = fields.Boolean("Free of Charge", compute="_compute_is_free", store=True)
    agreed_amount = fields.Monetary(readonly=True, copy=False, tracking=True)
    agreed_by = fields.Char("Agreed With", readonly=True, copy=False)
    agreed_signature = fields.Image(
        readonly=True, copy=False, max_width=1024, max_height=512
    )
    quoted_minutes = fields.Integer("Quoted Time (minutes)", readonly=True, copy=False)
    invoice_ids = fields.One2many("account.move", "gas_order_id", readonly=True)
    invoiced_amount = fields.Monetary(compute="_compute_invoiced_amount")

    @api.depends("fault_id")
    def _compute_fault_size(self):
        for order in self:
            order.fault_size = order.fault_id.size or order.fault_size

    @api.depends("reported_on", "company_id")
    def _compute_fee_schedule_id(self):
        schedules, found = self.env["gas.fee.schedule"].sudo(), {}
        for order in self:
            day = order.company_id._promise_local(
                order.reported_on or fields.Datetime.now()
            ).date()
            key = (order.company_id, day)
            if key not in found:
                found[key] = schedules._on(*key)
            order.fee_schedule_id = found[key]

    @api.depends("fee_ids.amount")
    def _compute_fee_amount(self):
        for order in self:
            order.fee_amount = sum(order.fee_ids.mapped("amount"))

    @api.depends("fault_id", "service_point_id")
    def _compute_first_order_id(self):
        """Find the last repair of this fault at this place, within the free days."""
        for order in self:
            days = order.company_id.gas_free_revisit_days
            if not (order.fault_id and order.service_point_id and days):
                order.first_order_id = False
                continue
            since = (order.reported_on or fields.Datetime.now()) - timedelta(days)
            order.first_order_id = self.sudo().search(
                [
                    ("id", "!=", order._origin.id),
                    ("service_point_id", "=", order.service_point_id.id),
                    ("fault_id", "=", order.fault_id.id),
                    ("state", "=", "done"),
                    ("done_on", ">=", since),
                ],
                order="done_on desc",
                limit=1,
            )

    @api.depends("first_order_id", "charge_reason")
    def _compute_is_free(self):
        for order in self:
            order.is_free = order.first_order_id and not order.charge_reason

    @api.depends("invoice_ids.state", "invoice_ids.amount_total_in_currency_signed")
    def _compute_invoiced_amount(self):
        for order in self:
            order.invoiced_amount = order.sudo().invoice_ids._gas_order_amount()

    # Agreement

    def _agree(self, name, signature=False, minutes=0, amount=None, at=None):
        """Note that the customer agrees with what it costs and how long it takes.

        ``amount``: what the customer was told, by a telephone that may have known less.
        """
        self.ensure_one()
        if not name:
            raise UserError(self.env._("Enter who has agreed."))
        self._refuse_more_than_told(amount)
        self._step(
            "agreed",
            at,
            agreed_on=self._time_of(at, "agreed"),
            agreed_by=name,
            agreed_signature=signature,
            agreed_amount=self.fee_amount,
            quoted_minutes=minutes,
        )

    def _refuse_more_than_told(self, amount):
        if (
            amount is None
            or self.currency_id.compare_amounts(self.fee_amount, amount) < 1
        ):
            return
        raise UserError(
            self.env._(
                "%(order)s costs %(amount).2f yuan, the customer was told %(told).2f. "
                "Show the price again and let the customer agree with it.",
                order=self.display_name,
                amount=self.fee_amount,
                told=amount,
            )
        )

    def action_quote_anew(self):
        """Go back to the quotation: more is needed, and the customer is asked again."""
        for order in self:
            if order.sudo().invoice_ids:
                raise UserError(self.env._("Order %s is invoiced already.", order.name))
            order.message_post(
                body=self.env._(
                    "Quoted anew. Agreed until now: %(amount).2f yuan with %(name)s.",
                    amount=order.agreed_amount,
                    name=order.agreed_by,
                )
            )
        self._step(
            "diagnosed",
            agreed_on=False,
            agreed_by=False,
            agreed_signature=False,
            agreed_amount=0,
        )

    # Invoice

    def action_invoice(self):
        """Make and post the invoice of what was agreed, once; crews may, on site."""
        self.check_access("write")
        for order in self:
            order.sudo()._make_invoice()

    def _make_invoice(self):
        self.ensure_one()
        if self.invoice_ids.filtered(lambda move: move.state != "cancel"):
            raise UserError(self.env._("Order %s is invoiced already.", self.name))
        fees = self.fee_ids.filtered("amount")
        if not fees or not self.agreed_on:
            raise UserError(
                self.env._(
                    "Order %s: there is nothing that the customer has agreed to pay.",
                    self.name,
                )
            )
        if not self.partner_id:
            raise UserError(
                self.env._("Order %s: choose the household that pays.", self.name)
            )
        product = self.env.ref("gas_workorder.product_service")
        tax = self.company_id._gas_service_tax()
        lines = [
            {
                "product_id": product.id,
                "name": fee.item_id.name,
                "quantity": fee.quantity,
                "price_unit": fee.price,
                "tax_ids": [fields.Command.set(tax.ids)],
            }
            for fee in fees
        ]
        move = self.env["account.move"]._create_as_server(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": self.partner_id.id,
                    "company_id": self.company_id.id,
                    "gas_order_id": self.id,
                    "ref": self.name,
                    "invoice_date": self.env.company._promise_today(),
                    "invoice_line_ids": [*map(fields.Command.create, lines)],
                }
            ]
        )
        move.action_post()
        return move
