from odoo import api, fields, models
from odoo.exceptions import UserError


class GasClaim(models.Model):
    """A customer's claim for what was damaged by work or by an incident (理赔)."""

    _name = "gas.claim"
    _description = "Claim for Damage"
    _inherit = ["gas.state.mixin", "gas.promise.mixin", "gas.household.search.mixin"]
    _order = "reported_on desc, id desc"
    _check_company_auto = True
    _MOVES = {
        "new": {"assessed", "refused"},
        "assessed": {"agreed", "refused", "new"},
        "agreed": {"paid"},
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

    def action_assess(self):
        for claim in self:
            if not claim.findings:
                raise UserError(
                    self.env._("%s: enter what was found.", claim.display_name)
                )
        self._move_to("assessed", assessed_by_id=self.env.uid)

    def action_agree(self):
        """Agree with the customer; somebody else than who assessed decides."""
        for claim in self:
            if claim.assessed_by_id == self.env.user:
                raise UserError(
                    self.env._(
                        "%s: you assessed it yourself, a colleague decides.",
                        claim.display_name,
                    )
                )
        self._answer("agreed")

    def action_refuse(self):
        self._answer("refused")

    def _answer(self, state):
        for claim in self:
            if not claim.answer:
                raise UserError(self.env._("%s: enter the answer.", claim.display_name))
        self._move_to(state, answered_on=fields.Datetime.now())

    def action_reopen(self):
        self._move_to("new")

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
                    "invoice_date": fields.Date.context_today(self),
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
        for claim in self:
            paid = claim.move_id.payment_state in ("paid", "in_payment")
            if claim.amount and not paid:
                raise UserError(
                    self.env._("%s: its bill is not paid yet.", claim.display_name)
                )
        self._move_to("paid")
