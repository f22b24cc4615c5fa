from odoo import api, fields, models
from odoo.exceptions import UserError


class GasInterruptionHousehold(models.Model):
    """A household without gas, until it is lit again after its safety check.

    What was tested is entered by people (``gas.interruption.lighting``) or comes from
    the checklist of the visit; nothing here says by itself that a pipe is tight.
    """

    _name = "gas.interruption.household"
    _description = "Household Without Gas"
    _inherit = ["gas.state.mixin", "gas.household.search.mixin"]
    _order = "interruption_id, premise_id, id"
    _MOVES = {"off": {"on", "closed"}, "closed": {"on"}, "on": set()}
    _STEPS = {"closed": "action_nobody"}

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
    is_tight = fields.Boolean("Tested Tight", readonly=True)
    reading = fields.Float("Gas in the Air (% LEL)", digits=(5, 1), readonly=True)
    by_riser = fields.Boolean("Test of the Riser", readonly=True)
    checker_id = fields.Many2one(
        "fsm.person", "Tested By", readonly=True, index="btree_not_null"
    )
    checked_on = fields.Datetime("Tested On", readonly=True)
    checked_by_id = fields.Many2one("res.users", "Entered By", readonly=True)
    order_id = fields.Many2one(
        "fsm.order", "Visit Ordered", readonly=True, index="btree_not_null"
    )
    wants_visit = fields.Boolean(compute="_compute_wants_visit")

    _once = models.UniqueIndex(
        "(interruption_id, contract_id)", "The household is on the list already."
    )

    @api.depends("state", "order_id.state")
    def _compute_wants_visit(self):
        """Tell whether nobody comes, though the gas is still to be turned on."""
        for household in self:
            order_state = household.sudo().order_id.state
            household.wants_visit = household.state == "closed" and (
                not order_state or order_state in ("failed", "cancelled", "done")
            )

    def action_light(self):
        """Ask for what was tested, and by whom, and turn the gas on."""
        waiting = self.filtered(lambda household: household.state != "on")
        waiting._refuse_to_light()
        return self.env["gas.interruption.lighting"]._open_for(waiting)

    def _refuse_to_light(self):
        """Refuse while a valve is closed, or something else keeps the gas off."""
        self.check_access("write")
        for interruption in self._twins().interruption_id:
            interruption._refuse_for(
                [
                    *interruption._obstacles_before_lighting(),
                    *interruption._obstacles_to_light(),
                ]
            )
        for contract in self.contract_id:
            if contract.state != "running":
                raise UserError(
                    self.env._(
                        "%(household)s is “%(state)s”: no gas before that is over.",
                        household=contract.display_name,
                        state=contract._selection_label("state"),
                    )
                )

    def _twins(self):
        """Return ``self``, and the same households in other interruptions (sudo)."""
        others = self.sudo().search(
            [
                ("contract_id", "in", self.contract_id.ids),
                ("state", "in", ("off", "closed")),
                ("interruption_id.state", "in", ("off", "restored")),
            ]
        )
        return self.sudo() | others

    def _enter_test(self, checker, is_tight, reading, by_riser=False):
        """Note what was tested by ``checker`` (fsm.person); light whom nothing hinders.

        ``reading``: gas in the air, % LEL. Return the households that are lit.
        """
        self._refuse_to_light()
        test = {
            "is_tight": is_tight,
            "reading": reading,
            "by_riser": by_riser,
            "checker_id": checker.id,
            "checked_on": fields.Datetime.now(),
            "checked_by_id": self.env.uid,
        }
        households = self._twins()
        if is_tight and reading == 0:
            households._move_to("on", **test)
            return self
        households._write_as_server(test)
        return self.browse()

    def action_nobody(self):
        """Note that nobody is at home: the valve stays closed, a visit is due."""
        self.check_access("write")
        for interruption in self.interruption_id:
            interruption._refuse_for(interruption._obstacles_before_lighting())
        waiting = self.filtered(lambda household: household.state == "off")
        waiting._move_to("closed")
        waiting.filtered(lambda household: not household.order_id)._order_visits()

    def action_order_visit(self):
        """Order another visit: that of before failed, or was cancelled."""
        self.check_access("write")
        households = self.filtered("wants_visit")
        for household in households:
            if household.order_id.state == "failed":
                household.order_id._cancel(self.env._("Ordered anew."))
        households._order_visits()

    def _order_visits(self):
        kind = self.env["fsm.order.type"]._with_code("restore")
        orders = self.env["fsm.order"]._create_as_server(
            [
                {
                    "type": kind.id,
                    "contract_id": household.contract_id.id,
                    "fault": household.interruption_id.display_name,
                    "interruption_household_id": household.id,
                }
                for household in self
            ]
        )
        for household, order in zip(self, orders, strict=True):
            household._write_as_server({"order_id": order.id})
