from odoo import fields, models
from odoo.exceptions import UserError

from .gas_contract import user_class_selection

CHANGES = [
    ("nothing", "Nothing"),
    ("new_supply", "New contract and supply"),
    ("ignition", "Supply begins"),
    ("transfer", "Another customer, another contract"),
    ("rename", "Name of the customer"),
    ("user_class", "User class"),
    ("household_size", "Household size"),
    ("suspend", "Supply suspended"),
    ("resume", "Supply resumed"),
    ("close", "Contract closed"),
    ("removal", "Contract closed, point dismantled"),
    ("meter_exchange", "Another meter"),
    ("meter_test", "Result of a meter test"),
    ("appliance", "Another appliance"),
    ("card", "Card of the customer"),
    ("mandate_on", "Bank withholding begins"),
    ("mandate_off", "Bank withholding ends"),
]
# {change: (facts the customer states, facts that are known when it is done)}; all are
# needed. The day and the index of changes on site come last.
FACTS = {
    "new_supply": (("new_user_class",), ("service_point_id", "effective_on")),
    "ignition": ((), ("effective_on",)),
    "transfer": (("property_passes", "new_partner_id"), ("effective_on",)),
    "rename": (("property_passes", "new_name"), ()),
    "user_class": (("new_user_class",), ("effective_on",)),
    "household_size": (("new_household_size",), ()),
    "suspend": (("stop_reason",), ("effective_on", "seal")),
    "resume": ((), ("effective_on",)),
    "close": (("stop_reason",), ("effective_on",)),
    "removal": (("stop_reason",), ("effective_on",)),
    "meter_exchange": (("exchange_reason",), ("effective_on", "new_meter_id")),
    "meter_test": ((), ("test_result",)),
    "appliance": ((), ("effective_on", "appliance_id")),
    "card": ((), ("card_number",)),
    "mandate_on": (("bank_id", "bank_account_number", "bank_account_holder"), ()),
}


class GasApplication(models.Model):
    """What an application says and what it changes, by the ``change`` of its kind.

    Each ``_apply_<change>`` works on one application, whose checks have passed. The
    contract is written with the rights of the system: nothing else may change it.
    """

    _inherit = "gas.application"

    property_passes = fields.Selection(
        [("yes", "Yes: the house has another owner"), ("no", "No: only the name")],
        "Does the right to the property pass to another person?",
        help="Yes: a transfer, with a contract of its own. No: a change of name.",
    )
    effective_on = fields.Date("Takes Effect On", tracking=True)
    index_m3 = fields.Float("Meter Index (m³)", digits=(12, 3), tracking=True)
    new_partner_id = fields.Many2one(
        "res.partner", "New Customer", index="btree_not_null", ondelete="restrict"
    )
    new_contract_id = fields.Many2one(
        "gas.contract",
        "New Household",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    new_name = fields.Char()
    new_user_class = fields.Selection(user_class_selection)
    new_household_size = fields.Integer(default=4)
    new_household_size_until = fields.Date("Size Valid Until")
    stop_reason = fields.Char("Reason for Stopping")
    seal = fields.Char("Seal Number")
    remove_meter = fields.Boolean(help="Else it stays for the next customer.")
    exchange_reason = fields.Selection(
        [
            ("age", "Due by Age"),
            ("fault", "Faulty"),
            ("size", "Too Small or Too Large"),
            ("kind", "Another Kind"),
            ("test", "Failed the Test"),
            ("customer", "Customer's Wish"),
        ],
    )
    new_meter_id = fields.Many2one(
        "gas.meter",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('service_point_id', '=', False)]",
        check_company=True,
    )
    new_index_m3 = fields.Float("Index of the New Meter (m³)", digits=(12, 3))
    card_balance_m3 = fields.Float(
        "Gas Left on the Card (m³)",
        digits=(12, 3),
        help="Put on the new meter: the customer has paid for it.",
    )
    appliance_id = fields.Many2one(
        "gas.appliance",
        "Appliance That Was Fitted",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('service_point_id', '=', service_point_id), "
        "('state', '=', 'in_use')]",
    )
    test_result = fields.Selection([("passed", "Passed"), ("failed", "Failed")])
    test_error_percent = fields.Float("Error Found (%)", digits=(6, 2))
    verified_until = fields.Date("Meter Verified Until")
    card_number = fields.Char("New Card Number")
    bank_id = fields.Many2one("res.bank", ondelete="restrict")
    bank_account_number = fields.Char()
    bank_account_holder = fields.Char()
    outdoor = fields.Boolean("Outdoor Pipes", help="These take longer.")
    work_description = fields.Text("Requested Work")
    before = fields.Char("Previous Value", readonly=True, copy=False)
    old_user_class = fields.Selection(
        user_class_selection, "Previous Class", readonly=True, copy=False
    )

    # From facts to the right kind

    def _asked_facts(self):
        """Return the names of all facts that customers state."""
        return {name for asked, _known in FACTS.values() for name in asked}

    def _missing_facts(self, completing):
        asked, known = FACTS.get(self.change, ((), ()))
        for name in (*asked, *(known if completing else ())):
            if not self[name]:
                label = self._fields[name]._description_string(self.env)
                yield self.env._("Fill in: %s", label)
        if completing and self.effective_on:
            yield from self._wrong_days()

    def _wrong_days(self):
        if self.effective_on > self.env.company._promise_today():
            yield self.env._("The day it takes effect lies in the future.")
        if self.contract_id and self.effective_on < self.contract_id.date_start:
            yield self.env._("The day lies before the beginning of the contract.")

    def _follow_the_answer(self):
        """Make it a transfer or a change of name: the answer decides, not the clerk."""
        wanted = {"yes": "transfer", "no": "rename"}
        for application in self:
            change = wanted.get(application.property_passes)
            if application.change in wanted.values() and change not in (
                None,
                application.change,
            ):
                application.kind_id = application._kind_that("change", change)

    def _kind_that(self, name, value):
        kind = self.env["gas.application.kind"].search([(name, "=", value)], limit=1)
        if not kind:
            raise UserError(
                self.env._(
                    "No kind of application does this. Ask the administrator to "
                    "restore it in Configuration."
                )
            )
        return kind

    # Hooks

    def _record_index(self, contract):
        """Note the index of the day on ``contract``, for those who keep readings."""

    def _prepare_contract_vals(self):
        """Return the values of a contract for a new supply."""
        return {
            "partner_id": self.partner_id.id,
            "service_point_id": self.service_point_id.id,
            "user_class": self.new_user_class,
            "household_size": self.new_household_size,
            "household_size_until": self.new_household_size_until,
        }

    def _prepare_successor_vals(self):
        """Return the values of the contract that a transfer opens."""
        old = self.contract_id
        return {
            "partner_id": self.new_partner_id.id,
            "service_point_id": old.service_point_id.id,
            "date_start": self.effective_on,
            "user_class": old.user_class,
            "household_size": self.new_household_size,
            "household_size_until": self.new_household_size_until,
            "floor_area_m2": old.floor_area_m2,
            "card_number": old.card_number,
        }

    # What each change does

    def action_draft_contract(self):
        """Draft the contract of a new supply, to be printed and signed before."""
        self.check_access("write")
        self.sudo()._draft_contract()
        return self.action_open_contract()

    def _draft_contract(self):
        if self.contract_id:
            return
        if self.state not in ("accepted", "in_progress") or not self.service_point_id:
            raise UserError(
                self.env._(
                    "%s: a contract is drafted once the application is accepted and "
                    "its service point chosen.",
                    self.display_name,
                )
            )
        self.contract_id = self.contract_id.create(self._prepare_contract_vals())

    def _apply(self):
        """Make the change in the archive, or raise and leave all as it was."""
        self.ensure_one()
        if self.contract_id:
            # Seen and changed by one application at a time.
            self.contract_id.check_access("write")
            self.contract_id.sudo().lock_for_update(allow_referencing=True)
        # The only door to what was agreed (see gas.contract), and why facts change.
        application = self.sudo().with_context(gas_reason=self.display_name)
        getattr(application, f"_apply_{self.change}")()

    def _apply_nothing(self):
        """Leave the contract: these are works on pipes and appliances."""

    def _apply_new_supply(self):
        self._draft_contract()
        self.contract_id.date_start = self.effective_on
        self._apply_ignition()

    def _apply_ignition(self):
        if self.new_meter_id:
            self._hang(self.new_meter_id, self.new_index_m3)
        self.service_point_id.invalidate_recordset(["meter_id"])
        if not self.service_point_id.meter_id:
            raise UserError(
                self.env._(
                    "%s: no meter hangs there yet. Choose the meter that was "
                    "installed.",
                    self.address,
                )
            )
        self.contract_id._move_to("running", date_start=self.effective_on)

    def _apply_transfer(self):
        old = self.contract_id
        self.before = f"{old.name} {old.partner_id.name}"
        self._record_index(old)
        old._move_to("closed", date_end=self.effective_on)
        new = old.create(self._prepare_successor_vals())
        new._move_to("running")
        self.new_contract_id = new

    def _apply_rename(self):
        partner = self.contract_id.partner_id
        self.before = partner.name
        partner.name = self.new_name

    def _apply_user_class(self):
        contract = self.contract_id
        self.before = contract._selection_label("user_class")
        self.old_user_class = contract.user_class
        self._record_index(contract)
        contract.write(self._prepare_class_vals())

    def _prepare_class_vals(self):
        """Return what a change of class writes on the contract."""
        return {"user_class": self.new_user_class}

    def _apply_household_size(self):
        contract = self.contract_id
        self.before = str(contract.household_size)
        contract.write(
            {
                "household_size": self.new_household_size,
                "household_size_until": self.new_household_size_until,
            }
        )

    def _apply_suspend(self):
        self._record_index(self.contract_id)
        self.contract_id._move_to(
            "suspended", suspended_on=self.effective_on, seal=self.seal
        )

    def _apply_resume(self):
        self.before = self.contract_id.seal
        self._record_index(self.contract_id)
        self.contract_id._move_to("running", suspended_on=False, seal=False)

    def _apply_close(self):
        self._record_index(self.contract_id)
        if self.remove_meter:
            self._take_down()
        self.contract_id._move_to("closed", date_end=self.effective_on)

    def _apply_removal(self):
        self.remove_meter = True
        self._apply_close()
        self.service_point_id.active = False

    def _apply_meter_exchange(self):
        self.before = self.meter_id.name
        self._record_index(self.contract_id)
        self._take_down()
        self._hang(self.new_meter_id, self.new_index_m3)

    def _apply_meter_test(self):
        if self.verified_until and self.meter_id:
            self.meter_id.verified_until = self.verified_until

    def _apply_appliance(self):
        if self.appliance_id.service_point_id != self.service_point_id:
            raise UserError(
                self.env._(
                    "%(appliance)s does not stand at %(address)s. Choose another, or "
                    "enter it there first.",
                    appliance=self.appliance_id.display_name,
                    address=self.address,
                )
            )
        self.appliance_id.fitted_on = self.effective_on

    def _apply_card(self):
        self.before = self.contract_id.card_number
        self.contract_id.card_number = self.card_number

    def _apply_mandate_on(self):
        contract = self.contract_id
        self.before = contract._selection_label("payment_way")
        account = self.env["res.partner.bank"].search(
            [
                ("partner_id", "=", contract.partner_id.id),
                ("acc_number", "=", self.bank_account_number),
            ],
            limit=1,
        ) or self.env["res.partner.bank"].create(
            {
                "partner_id": contract.partner_id.id,
                "acc_number": self.bank_account_number,
                "acc_holder_name": self.bank_account_holder,
                "bank_id": self.bank_id.id,
            }
        )
        contract.write({"payment_way": "withholding", "bank_account_id": account.id})

    def _apply_mandate_off(self):
        self.before = self.contract_id.bank_account_id.acc_number
        self.contract_id.write({"payment_way": "counter", "bank_account_id": False})

    # Meters

    def _take_down(self):
        hanging = self.service_point_id.installation_ids.filtered(
            lambda installation: not installation.date_end
        )
        if not hanging:
            raise UserError(
                self.env._("%s: no meter hangs there.", self.service_point_id.name)
            )
        hanging.write({"date_end": self.effective_on, "index_end_m3": self.index_m3})

    def _hang(self, meter, index):
        self.env["gas.meter.installation"].create(
            {
                "meter_id": meter.id,
                "service_point_id": self.service_point_id.id,
                "date_start": self.effective_on,
                "index_start_m3": index,
                "seal": self.seal,
            }
        )
