from odoo import fields, models
from odoo.exceptions import UserError


class GasInterruptionHousehold(models.Model):
    """A household without gas, until it is lit again after its safety check."""

    _name = "gas.interruption.household"
    _description = "Household Without Gas"
    _inherit = ["gas.state.mixin", "gas.household.search.mixin"]
    _order = "interruption_id, premise_id, id"
    _MOVES = {"off": {"on", "closed"}, "closed": {"on"}, "on": set()}
    _STEPS = {"on": "action_on", "closed": "action_nobody"}

    interruption_id = fields.Many2one(
        "gas.interruption", required=True, index=True, ondelete="cascade"
    )
    contract_id = fields.Many2one(
        "gas.contract", "Household", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="contract_id.partner_id", string="Customer")
    phone = fields.Char(related="contract_id.phone")
    address = fields.Char(related="contract_id.address")
    # Kept, not related: they are written by one statement for all households.
    premise_id = fields.Many2one("gas.premise", readonly=True, index=True)
    station_id = fields.Many2one("gas.area", readonly=True, index=True)
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    state = fields.Selection(
        [
            ("off", "Without Gas"),
            ("closed", "Nobody at Home, Closed"),
            ("on", "With Gas"),
        ],
        "Status",
        required=True,
        default="off",
        readonly=True,
        index=True,
    )
    is_tight = fields.Boolean("Tested Tight")
    reading = fields.Float("Gas in the Air (% LEL)", digits=(5, 1))
    checked_on = fields.Datetime(readonly=True)
    checked_by_id = fields.Many2one("res.users", readonly=True)
    order_id = fields.Many2one(
        "fsm.order", "Visit Ordered", readonly=True, index="btree_not_null"
    )

    _once = models.UniqueIndex(
        "(interruption_id, contract_id)", "The household is on the list already."
    )

    def action_tested_on(self):
        """Note all that are chosen as tested tight, without gas in the air, and lit."""
        self._refuse_before_off()
        self.write({"is_tight": True, "reading": 0.0})
        self.action_on()

    def action_on(self):
        """Note that gas is on again, after the safety check of this very household."""
        self._refuse_before_off()
        for household in self:
            if not household.is_tight or household.reading > 0:
                raise UserError(
                    self.env._(
                        "%(household)s: no gas before the pipes are tested tight and "
                        "no gas is in the air (found: %(reading)g %% LEL).",
                        household=household.contract_id.display_name,
                        reading=household.reading,
                    )
                )
        self._move_to(
            "on", checked_on=fields.Datetime.now(), checked_by_id=self.env.uid
        )

    def action_nobody(self):
        """Note that nobody is at home: the valve stays closed, a visit is due."""
        self._refuse_before_off()
        waiting = self.filtered(lambda household: household.state == "off")
        waiting._move_to("closed")
        waiting.filtered(lambda household: not household.order_id)._order_visits()

    def _order_visits(self):
        kind = self.env["fsm.order.type"]._with_code("restore")
        orders = self.env["fsm.order"].create(
            [
                {
                    "type": kind.id,
                    "contract_id": household.contract_id.id,
                    "fault": household.interruption_id.display_name,
                }
                for household in self
            ]
        )
        for household, order in zip(self, orders, strict=True):
            household._write_as_server({"order_id": order.id})

    def _refuse_before_off(self):
        self.check_access("write")
        for interruption in self.interruption_id:
            if interruption.state != "off":
                raise UserError(
                    self.env._(
                        "%s: the gas is not off, nothing is to be restored.",
                        interruption.display_name,
                    )
                )
