from odoo import api, fields, models
from odoo.exceptions import UserError


class GasClaim(models.Model):
    """A customer's claim for what was damaged by work or by an incident (理赔)."""

    _name = "gas.claim"
    _description = "Claim for Damage"
    _inherit = ["gas.state.mixin", "gas.promise.mixin", "gas.household.search.mixin"]
    _order = "reported_on desc, id desc"
    _PROMISE_OVER = ("paid", "refused")
    _check_company_auto = True
    _MOVES = {
        "new": {"assessed", "refused"},
        "assessed": {"agreed", "refused", "new"},
        "agreed": {"paid", "new"},
        "refused": {"new"},
        "paid": set(),
    }
    _STEPS = {
        "assessed": "action_assess",
        "agreed": "action_agree",
        "refused": "action_refuse",
        "new": "action_reopen",
        "paid": "action_paid",
    }
    # Who raises it does not assess it, who assesses does not decide, who decides does
    # not pay.
    _FOUR_EYES = {
        "assessed": "create_uid",
        "agreed": "assessed_by_id",
        "refused": "assessed_by_id",
        "paid": "answered_by_id",
    }
    # What was assessed and decided stays as it is, until it is opened again.
    _ASSESSED = {"contract_id", "damage", "claimed_amount", "findings", "amount"}

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    state = fields.Selection(
        [
            ("new", "New"),
            ("assessed", "Assessed"),
            ("agreed", "Agreed"),
            ("paid", "Paid"),
            ("refused", "Claim Refused"),
        ],
        "Status",
        required=True,
        default="new",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    contract_id = fields.Many2one(
        "gas.contract", "Household", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="contract_id.partner_id", string="Customer")
    station_id = fields.Many2one(
        related="contract_id.station_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    order_id = fields.Many2one(
        "fsm.order",
        "Work Order",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('contract_id', '=', contract_id)]",
    )
    incident_id = fields.Many2one(
        "gas.incident", index="btree_not_null", ondelete="restrict"
    )
    appliance_id = fields.Many2one(
        "gas.appliance",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('service_point_id', '=', service_point_id)]",
    )
    service_point_id = fields.Many2one(related="contract_id.service_point_id")
    damage = fields.Text(required=True)
    claimed_amount = fields.Monetary("Claimed")
    reported_on = fields.Datetime(
        required=True, default=fields.Datetime.now, copy=False
    )
    contacted_on = fields.Datetime("Customer Called On", readonly=True, copy=False)
    findings = fields.Text("Assessment Findings")
    amount = fields.Monetary("Compensation", tracking=True)
    answer = fields.Text("Answer to the Customer")
    answered_on = fields.Datetime(readonly=True, copy=False)
    answered_by_id = fields.Many2one(
        "res.users", "Decided By", readonly=True, copy=False
    )
    assessed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    move_id = fields.Many2one(
        "account.move", "Bill", readonly=True, copy=False, index="btree_not_null"
    )

    _amounts_positive = models.Constraint(
        "CHECK (claimed_amount >= 0 AND amount >= 0)", "Amounts are not negative."
    )

    @api.model_create_multi
    def create(self, vals_list):
        numbered = self._let_in(*vals_list)
        sequence = self.env.ref("gas_incident.sequence_claim").sudo()
        sequence._gas_number(vals_list)
        return super(GasClaim, numbered).create(vals_list).with_env(self.env)

    def _tells_of_people(self, name):
        return bool(self)

    def action_contacted(self):
        waiting = self.filtered(lambda claim: not claim.contacted_on)
        waiting._write_as_server({"contacted_on": fields.Datetime.now()})

    def write(self, vals):
        if self._ASSESSED & vals.keys():
            for claim in self.filtered(lambda each: each.state != "new"):
                raise UserError(
                    self.env._(
                        "%s was assessed and stays as it is: open it again to change "
                        "it.",
                        claim.display_name,
                    )
                )
        return super().write(vals)

    def _obstacles(self, state):
        yield from super()._obstacles(state)
        if state == "assessed" and not self.findings:
            yield self.env._("Enter what was found.")
        if state in ("agreed", "refused") and not self.answer:
            yield self.env._("Enter the answer.")
        if state == "new" and self.move_id.state == "posted":
            yield self.env._("Its bill is posted: cancel the bill first.")
        if state == "paid" and self.amount and not self._is_paid():
            yield self.env._("Its bill is not paid yet.")

    def _is_paid(self):
        return self.move_id.payment_state in ("paid", "in_payment")

    def action_assess(self):
        self._move_to("assessed", assessed_by_id=self.env.uid)

    def action_agree(self):
        self._answer("agreed")

    def action_refuse(self):
        self._answer("refused")

    def _answer(self, state):
        self._move_to(
            state, answered_on=fields.Datetime.now(), answered_by_id=self.env.uid
        )

    def action_reopen(self):
        """Have it assessed anew; a draft of its bill goes."""
        self.sudo().move_id.filtered(lambda move: move.state == "draft").unlink()
        self._move_to("new", assessed_by_id=False, answered_by_id=False)

    def action_bill(self):
        """Make the draft of the bill by which finance pays, once."""
        self.ensure_one()
        if self.state != "agreed":
            raise UserError(
                self.env._("%s is not agreed: nothing is paid.", self.display_name)
            )
        if not self.move_id:
            move = self.env["account.move"].create(
                {
                    "move_type": "in_invoice",
                    "partner_id": self.partner_id.id,
                    "company_id": self.company_id.id,
                    "invoice_date": self.env.company._promise_today(),
                    "ref": self.name,
                    "invoice_line_ids": [
                        fields.Command.create(
                            {
                                "name": self.env._("Claim %s", self.name),
                                "price_unit": self.amount,
                                "tax_ids": [fields.Command.clear()],
                            }
                        )
                    ],
                }
            )
            self._write_as_server({"move_id": move.id})
        return self.move_id.get_formview_action()

    def action_paid(self):
        self._move_to("paid")
